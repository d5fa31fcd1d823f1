import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { signInLink } from '@goherd/protocol'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { openBrowser } from './src/browser.js'
import { goherd, groupAt, hosts, json } from './src/goherd.js'
import { pagesOf, type Shown } from './src/pages.js'
import { CLONE, type Product, startProduct } from './src/product.js'
import { rolloutIs, startRollout } from './src/rollouts.js'

const WIDTHS = [390, 1440, 2560]
const FOLDER = join(CLONE, 'e2e/artifacts/pictures')
/** Of these pages, which show no path of this machine, the picture in light, 1440 wide, is the one in the documentation. */
const DOCUMENTED = ['overview', 'hosts', 'group', 'rollout', 'rollback-done', 'activity']

/** Pictures of every page of the running product: `npm run screenshots`. Look at them. */
describe.skipIf(!process.env.GOHERD_TEST_GO)('pictures of a small fleet', () => {
  let product: Product
  let browser: Browser | undefined
  let shown: Shown

  beforeAll(async () => {
    product = await startProduct({ hosts: 4, env: { GOHERD_GO_SOURCE: process.env.GOHERD_TEST_GO ?? '' } })
    shown = await story(product)
    browser = await openBrowser()
    await mkdir(FOLDER, { recursive: true })
  })
  afterAll(async () => {
    await browser?.close()
    await product.stop()
    await product.remove()
  })

  it.each((['light', 'dark'] as const).flatMap((theme) => WIDTHS.map((width) => ({ theme, width }))))(
    'in $theme, $width wide',
    async ({ theme, width }) => {
      const context = await openContext(browser, theme, width)
      const page = await context.newPage()
      await page.goto(await newSignInLink(product))
      await page.waitForURL(`${product.url}/`)
      for (const [name, path] of Object.entries(pagesOf(shown))) {
        await page.goto(`${product.url}${path}`)
        await settled(page)
        const file = join(FOLDER, `${name}-${theme}-${width}.png`)
        await page.screenshot({ path: file, fullPage: width === 390 })
        if (theme === 'light' && width === 1440 && DOCUMENTED.includes(name))
          await copyFile(file, join(CLONE, 'docs/images', `${name}.png`))
      }
      await context.close()
    },
  )
})

/** Lets a fleet live through what its pages are about: a change, a rollout that waits, a rollback that was proved, drift. */
async function story(product: Product): Promise<Shown> {
  const group = 'build'
  await goherd(product, 'groups', 'set', group, '--go', '1.22', '--reason', 'security fixes', '--wait')
  await groupAt(product, group, /^go1\.22\./)
  await goherd(product, 'groups', 'set', group, '--go', '1.23', '--reason', 'newest line', '--wait')
  const moved = await groupAt(product, group, /^go1\.23\./)
  const confirm = `ROLL BACK ${moved.length}`
  const { id: rollback } = await json<{ id: string }>(product, [
    ...['rollback', '--group', group, '--to', 'last-good', '--reason', '1.23 breaks cgo'],
    ...['--confirm', confirm],
  ])
  await groupAt(product, group, /^go1\.22\./)
  await goherd(product, 'releases', 'lift', moved[0]?.actual ?? '', '--reason', 'fixed upstream')
  const { id: rollout } = await startRollout(
    product,
    ...['--go', '1.23', '--stages', '1,100%', '--soak', '1s', '--approvals', '1,0'],
    ...['--reason', 'newest line, in stages'],
  )
  await rolloutIs(product, rollout, 'waits for a person', (view) => /approv/i.test(view.sentence))
  const [host] = (await hosts(product)).filter((row) => row.group === group)
  return { host: host?.name ?? '', group, release: host?.actual ?? '', rollout, rollback }
}

async function newSignInLink(product: Product): Promise<string> {
  const answer = await fetch(`${product.url}/api/access/sign-in-links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
    body: '{}',
  })
  return signInLink.parse(await answer.json()).url
}

async function openContext(
  browser: Browser | undefined,
  colorScheme: 'light' | 'dark',
  width: number,
): Promise<BrowserContext> {
  if (!browser) throw new Error('no browser')
  const viewport = { width, height: width === 390 ? 844 : width === 2560 ? 1440 : 900 }
  return browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
}

/** Everything was fetched, and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle')
}
