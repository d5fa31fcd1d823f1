import { rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityProblems, openBrowser, picture } from './src/browser.js'
import { compileOn, groupAt, hosts } from './src/goherd.js'
import { pagesOf } from './src/pages.js'
import { type Product, startProduct } from './src/product.js'

/** Before the sign-in, and on the pages of a wrong query and of what is not there. */
const EXPECTED = /status of 40[014]/
const lastPart = (url: string) => new URL(url).pathname.split('/').at(-1) ?? ''

describe.skipIf(!process.env.GOHERD_TEST_GO)('a fleet is kept in the browser', () => {
  let product: Product
  let browser: Browser | undefined
  let page: Page
  /** Ids. */
  let rollout = ''
  let rollback = ''
  const errors: string[] = []

  beforeAll(async () => {
    product = await startProduct({ env: { GOHERD_GO_SOURCE: process.env.GOHERD_TEST_GO ?? '' } })
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text())) errors.push(message.text())
    })
  })
  afterAll(async () => {
    await browser?.close()
    expect(await product.stop()).toBe(0)
    await product.remove()
  })

  async function setGo(version: string, reason: string): Promise<void> {
    await page.goto(`${product.url}/groups/build`)
    await page.getByLabel('Go version').fill(version)
    await page.getByLabel('Reason').fill(reason)
    await page.getByRole('button', { name: 'Review change' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Set desired state' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }

  it('asks whoever has no session to sign in', async () => {
    await page.goto(`${product.url}/`)
    await page.waitForURL(/\/sign-in/)
    await page.getByLabel('Email').waitFor()
    expect(await page.getByRole('button', { name: 'Sign in' }).isVisible()).toBe(true)
  })

  it('signs the visitor in through the link of the ready line, and shows the fleet', async () => {
    await page.goto(product.signInUrl)
    await page.waitForURL(`${product.url}/`)
    await page.getByText('2 of 3 hosts match').waitFor()
    await page.getByText('Live', { exact: true }).first().waitFor()
    await picture(page, 'overview')
  })

  it('sets the group to Go 1.22 and watches its hosts reach it', async () => {
    await setGo('1.22', 'security fixes')
    await page.goto(`${product.url}/hosts?group=build`)
    await page
      .getByRole('row')
      .filter({ hasText: /in sync/i })
      .nth(1)
      .waitFor({ timeout: 180_000 })
    const rows = await groupAt(product, 'build', /^go1\.22\./)
    for (const row of rows) expect(await compileOn(row.root)).toMatch(/^built by go1\.22\./)
    await picture(page, 'hosts')
  })

  it('shows drift with its reason within a heartbeat, without a reload', async () => {
    const row = (await hosts(product)).find((host) => host.group === 'build')
    if (!row) throw new Error('no host in build')
    await page.goto(`${product.url}/hosts/${row.name}`)
    await page.getByRole('heading', { level: 1, name: row.name }).waitFor()
    await symlink('releases/by-hand', join(row.root, 'current.by-hand'))
    await rename(join(row.root, 'current.by-hand'), join(row.root, 'current'))
    await page
      .getByText(/the current link leads to releases\/by-hand/)
      .first()
      .waitFor({ timeout: 15_000 })
    await picture(page, 'host-drifted')
  })

  it('goes on to the next release', async () => {
    await setGo('1.23', 'newest line')
    await groupAt(product, 'build', /^go1\.23\./)
  })

  it('rolls the group back by the emergency page, until it says COMPLETE', async () => {
    await page.goto(`${product.url}/`)
    await page.getByRole('link', { name: 'Emergency rollback' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByLabel('Scope').selectOption('group:build')
    await page.getByLabel('Reason').fill('1.23 breaks cgo')
    await page.getByRole('button', { name: 'Plan rollback' }).click()
    await page.getByText('ROLL BACK 2').first().waitFor()
    await picture(page, 'rollback-plan')
    await page.getByRole('textbox', { name: /ROLL BACK/ }).fill('ROLL BACK 2')
    await page.getByRole('button', { name: 'Roll back now' }).click()
    await page.waitForURL(/\/rollback\/.+/)
    rollback = lastPart(page.url())
    await page.getByText('COMPLETE', { exact: true }).first().waitFor({ timeout: 120_000 })
    await page.getByText('2 of 2 hosts proved').first().waitFor()
    await picture(page, 'rollback-complete')
    await page.reload()
    await page.getByText('COMPLETE', { exact: true }).first().waitFor()
    for (const row of await groupAt(product, 'build', /^go1\.22\./))
      expect(await compileOn(row.root)).toMatch(/^built by go1\.22\./)
  })

  it('rolls the group out in stages, with a yes in between', async () => {
    await page.goto(`${product.url}/rollouts`)
    await page.getByRole('link', { name: 'New rollout' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'New rollout' }).waitFor()
    await page.getByLabel('Go version').fill('1.23')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('checkbox', { name: /^build/ }).check()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('button', { name: /^Quick/ }).click()
    const first = page.getByRole('group', { name: 'Stage 1', exact: true })
    await first.getByLabel('Soak').fill('1s')
    await first.getByLabel('Approvals').selectOption('1')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('region', { name: 'What it would do' }).waitFor()
    await page.getByLabel('Reason').fill('newest line, in stages')
    await picture(page, 'rollout-plan')
    await page.getByRole('button', { name: 'Start rollout' }).click()
    await page.waitForURL(/\/rollouts\/[0-9a-f-]{36}/)
    const controls = page.getByRole('toolbar', { name: 'Controls' })
    await controls.getByRole('button', { name: 'Approve' }).click({ timeout: 180_000 })
    await picture(page, 'rollout-approval')
    await page.getByRole('dialog').getByRole('button', { name: 'Approve now' }).click()
    await page.getByRole('heading', { level: 2, name: /Completed/ }).waitFor({ timeout: 180_000 })
    await picture(page, 'rollout-completed')
    rollout = lastPart(page.url())
    for (const row of await groupAt(product, 'build', /^go1\.23\./))
      expect(await compileOn(row.root)).toMatch(/^built by go1\.23\./)
  })

  it('tells the story in the audit log', async () => {
    await page.goto(`${product.url}/activity`)
    for (const text of ['security fixes', 'newest line', '1.23 breaks cgo', 'newest line, in stages'])
      await page.getByText(text).first().waitFor()
    await picture(page, 'activity')
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing that axe finds, on any page, in ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const [row] = await hosts(product)
      const shown = { host: row?.name ?? '', group: 'build', release: row?.actual ?? '', rollout, rollback }
      for (const [name, path] of Object.entries(pagesOf(shown))) {
        await page.goto(`${product.url}${path}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForLoadState('networkidle')
        expect(await accessibilityProblems(page), path).toEqual([])
        await picture(page, `${name}-${colorScheme}`)
      }
    })
  }

  it('had no error in the console all the way', () => {
    expect(errors).toEqual([])
  })
})
