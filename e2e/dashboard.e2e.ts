import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { hostList } from '@goherd/protocol'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser, picture } from './src/browser.js'
import { type Demo, startDemo } from './src/demo.js'
import { CLONE } from './src/product.js'

const HOSTS = 60

describe.skipIf(!process.env.GOHERD_TEST_GO)('the dashboard, by role and label', () => {
  let demo: Demo
  let browser: Browser | undefined
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    demo = await startDemo({ hosts: HOSTS })
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(60_000)
    page = await context.newPage()
    await page.goto(await demo.signIn())
    await page.waitForURL(`${demo.url}/`)
  })
  afterAll(async () => {
    await browser?.close()
    await demo.end()
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await picture(page, `failed-${task.name.slice(0, 40).replaceAll(/\W+/g, '-')}`)
  })

  const open = async (path: string) => {
    await page.goto(`${demo.url}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    // Keys are heard from then on.
    await page.getByText('Live', { exact: true }).first().waitFor({ state: 'attached' })
  }
  const dialog = () => page.getByRole('dialog')
  const marked = () => page.getByRole('region', { name: 'Marked hosts' })

  describe('hosts', () => {
    beforeEach(() => open('/hosts'))

    it('are found by a query with completions, and a mistake is shown at its place', async () => {
      await page.keyboard.press('/')
      const search = page.getByRole('combobox', { name: 'Search hosts' })
      await page.locator('input[aria-label="Search hosts"]:focus').waitFor()
      await search.pressSequentially('stat')
      await page.getByRole('option', { name: /^state:/ }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Tab')
      await search.pressSequentially('drif')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=state%3Adrifted|q=state:drifted/)
      await page.getByRole('row').filter({ hasText: 'Drifted' }).first().waitFor()
      expect(await page.getByRole('row').filter({ hasText: 'In sync' }).count()).toBe(0)
      await search.fill('stat:drifted')
      expect(await page.getByRole('alert').filter({ hasText: 'stat' }).textContent()).toMatch(/state/)
      expect(await search.getAttribute('aria-invalid')).toBe('true')
      expect(await page.getByRole('row').filter({ hasText: 'Drifted' }).count()).toBeGreaterThan(0)
    })

    it('are marked by keys, labelled together and found by the label; a wrong label is refused and stays', async () => {
      await page.getByRole('row').nth(3).waitFor()
      await page.getByRole('heading', { level: 1 }).click()
      for (const key of ['j', 'x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key)
      await marked().getByText('3 hosts marked').waitFor()
      await marked().getByRole('button', { name: 'Label…' }).click()
      const labels = dialog().getByRole('textbox', { name: 'Labels' })
      await labels.fill('prod')
      await dialog().getByRole('button', { name: 'Change labels' }).click()
      await dialog()
        .getByText(/neither name=value/)
        .waitFor()
      await labels.fill('wrong key!=x')
      await dialog().getByRole('button', { name: 'Change labels' }).click()
      await dialog().getByRole('alert').first().waitFor()
      expect(await labels.inputValue()).toBe('wrong key!=x')
      await labels.fill('wave=first')
      await dialog().getByRole('button', { name: 'Change labels' }).click()
      await page.getByText('Labels changed: 3 hosts.').waitFor()
      await open('/hosts?q=label.wave%3Dfirst')
      await page.getByText('3 hosts', { exact: true }).waitFor()
    })

    it('are all marked that fit, and none any more when something else is asked for', async () => {
      await page.getByRole('checkbox', { name: 'Mark all rows' }).check()
      await marked().getByText(`${HOSTS} hosts marked`).waitFor()
      await page.getByRole('button', { name: /^Drifted/ }).click()
      await marked().waitFor({ state: 'hidden' })
    })

    it('are asked to look again, and those that are away are named with the reason', async () => {
      await open('/hosts?q=state%3Aoffline')
      await page.getByRole('checkbox', { name: 'Mark all rows' }).check()
      await marked().getByRole('button', { name: 'Recheck' }).click()
      await page.getByText(/Asked to look again: 0 of \d+ hosts?\./).waitFor()
    })

    it('are removed only when the count is typed', async () => {
      const [first] = await names('state:offline')
      await open(`/hosts?q=name%3A${first}`)
      await page.getByRole('checkbox', { name: `Mark ${first}` }).check()
      await marked().getByRole('button', { name: 'Remove…' }).click()
      await dialog().getByRole('textbox', { name: 'Reason' }).fill('gone for good')
      await dialog().getByRole('textbox', { name: 'Type REMOVE 1' }).fill('REMOVE 10')
      await dialog().getByRole('button', { name: 'Remove 1 host' }).click()
      await dialog().getByText('Type REMOVE 1 as it stands').waitFor()
      await dialog().getByRole('textbox', { name: 'Type REMOVE 1' }).fill('REMOVE 1')
      await dialog().getByRole('button', { name: 'Remove 1 host' }).click()
      await page.getByText('Removed: 1 host.').waitFor()
      await page.getByText('No host matches.').waitFor()
    })

    it('are kept as a view, which is opened, and taken away', async () => {
      await open('/hosts?q=go%3A%3C1.23&sort=lastSeenAt&order=desc')
      await page.getByRole('button', { name: 'Views' }).click()
      await page.getByRole('button', { name: 'Save this view…' }).click()
      await dialog().getByRole('button', { name: 'Save view' }).click()
      await dialog().getByText('Give it a name').waitFor()
      await dialog().getByRole('textbox', { name: 'Name' }).fill('Old Go')
      await dialog().getByRole('button', { name: 'Save view' }).click()
      await dialog().waitFor({ state: 'hidden' })
      await open('/hosts')
      await page.getByRole('button', { name: 'Views' }).click()
      await page.getByRole('link', { name: /^Old Go/ }).click()
      await page.waitForURL(/sort=lastSeenAt/)
      expect(await page.getByRole('combobox', { name: 'Search hosts' }).inputValue()).toBe('go:<1.23')
      await page.getByRole('button', { name: 'Views' }).click()
      await page.getByRole('button', { name: 'Remove view Old Go' }).click()
      await page.getByText(/^None yet/).waitFor()
    })

    async function names(q: string): Promise<string[]> {
      const { hosts } = hostList.parse(await demo.call('GET', `/api/hosts?q=${encodeURIComponent(q)}`))
      return hosts.map(({ name }) => name)
    }
  })

  describe('a host', () => {
    it('has its timeline, its snapshots and what differs, what builds run, and its facts, each at its address', async () => {
      await open('/hosts/build-0002')
      await page.getByRole('heading', { level: 2, name: 'Timeline' }).waitFor()
      await page.getByText('Converged').first().waitFor()
      for (const [tab, heading] of [
        ['Installed Gos', 'Installed Gos'],
        ['Snapshots', 'Snapshots'],
        ['Environment', 'What builds run'],
        ['Facts', 'Facts'],
      ] as const) {
        await page.getByRole('tab', { name: tab }).click()
        await page.getByRole('heading', { level: 2, name: heading }).waitFor()
      }
      await expect.poll(() => new URL(page.url()).searchParams.get('tab')).toBe('facts')
      await page.goBack()
      await page.getByRole('heading', { level: 2, name: 'What builds run' }).waitFor()
      await open('/hosts/build-0002?tab=snapshots')
      await page.getByRole('combobox', { name: 'and', exact: true }).selectOption({ index: 1 })
      await page.getByText('Nothing: the same Go with the same settings.').waitFor()
    })

    it('is labelled, and the label taken away; a wrong one is refused and stays', async () => {
      await open('/hosts/build-0002?tab=facts')
      const labels = page.getByRole('textbox', { name: 'Change labels' })
      await labels.fill('no label')
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      await page.getByText(/neither name=value/).waitFor()
      expect(await labels.inputValue()).toBe('no label')
      await labels.fill('shelf=top')
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      const line = page.getByRole('listitem').filter({ hasText: 'shelf=top' })
      await line.getByText('set here').waitFor()
      await line.getByRole('button', { name: 'Take away label shelf' }).click()
      await line.waitFor({ state: 'hidden' })
    })

    it('is removed from its own page only when its name is typed', async () => {
      const path = '/hosts/build-0005?tab=facts'
      await open(path)
      await page.getByRole('button', { name: 'Remove host…' }).click()
      await dialog().getByRole('textbox', { name: 'Reason' }).fill('scrapped')
      const word = dialog().getByRole('textbox', { name: 'Type build-0005' })
      await word.fill('build-0004')
      await dialog().getByRole('button', { name: 'Remove build-0005' }).click()
      await dialog().getByText('Type build-0005 as it stands').waitFor()
      expect(await dialog().getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('scrapped')
      await word.fill('build-0005')
      await dialog().getByRole('button', { name: 'Remove build-0005' }).click()
      await page.waitForURL(/\/hosts$/)
      await open(path)
      await page
        .getByText(/build-0005/)
        .first()
        .waitFor()
      expect(await page.getByRole('button', { name: 'Remove host…' }).count()).toBe(0)
    })

    it('that nobody knows is said to be unknown, with the way back', async () => {
      await open('/hosts/nobody')
      await page
        .getByText(/nobody/)
        .first()
        .waitFor()
      expect(await page.getByRole('link', { name: /Hosts/ }).count()).toBeGreaterThan(0)
    })
  })

  describe('a group', () => {
    const reason = () => page.getByRole('textbox', { name: 'Reason' })
    const review = () => page.getByRole('button', { name: 'Review change' })

    it('is written as YAML: a mistake stands at its line, and nothing that was typed is lost', async () => {
      await open('/groups/canary?as=yaml')
      const editor = page.getByRole('textbox', { name: 'Desired state as YAML' })
      const before = await editor.inputValue()
      expect(before).toMatch(/^version: 1\ngroups:\n {2}canary:/)
      const wrong = before.replace(/go: .*/, 'gone: go1.21.13')
      await editor.fill(wrong)
      await page
        .getByRole('button', { name: /^Go to line \d+/ })
        .first()
        .waitFor()
      expect(await editor.inputValue()).toBe(wrong)
      await editor.fill(before.replace(/go: .*/, 'go: go1.21.13'))
      await reason().fill('as a file')
      await review().click()
      await dialog().getByRole('button', { name: 'Set desired state' }).click()
      await dialog().waitFor({ state: 'hidden' })
      await page.getByText('as a file').first().waitFor()
    })

    it('keeps what was typed when the server refuses it', async () => {
      await open('/groups/canary')
      await page.getByLabel('Go version').fill('1.99')
      await page.getByText(/^1\.99 is not in the catalogue/).waitFor()
      await page.getByLabel('Go version').fill('1.22')
      // What the page cannot know: whether the server has such an agent.
      await page.getByLabel('Agent version').fill('9.9.9')
      await reason().fill('from the future')
      await review().click()
      await dialog().getByRole('button', { name: 'Set desired state' }).click()
      await dialog().getByRole('alert').first().waitFor()
      await dialog().getByRole('button', { name: 'Back to my edits' }).click()
      await dialog().waitFor({ state: 'hidden' })
      expect(await page.getByLabel('Go version').inputValue()).toBe('1.22')
      expect(await page.getByLabel('Agent version').inputValue()).toBe('9.9.9')
      expect(await reason().inputValue()).toBe('from the future')
    })

    it('has windows, which are kept when they are right', async () => {
      await open('/groups/canary')
      const card = page.getByRole('region', { name: 'Windows' })
      await card.getByText('At any time.').waitFor()
      await card.getByRole('button', { name: 'Change windows' }).click()
      await card.getByRole('button', { name: 'Add window' }).click()
      await card.getByLabel('From').fill('2')
      await card.getByText('Write a time of day, such as 22:00.').waitFor()
      await card.getByLabel('From').fill('21:30')
      await card.getByLabel('Time zone').fill('Europe/Berlin')
      await card.getByRole('button', { name: 'Save windows' }).click()
      await card.getByText('Mon to Fri 21:30 to 04:00 Europe/Berlin').waitFor()
      await open('/groups/canary')
      await card.getByRole('button', { name: 'Change windows' }).click()
      await card.getByRole('button', { name: 'Remove window 1' }).click()
      await card.getByRole('button', { name: 'Save windows' }).click()
      await card.getByText('At any time.').waitFor()
    })

    it('shows what differs between any two revisions, at an address', async () => {
      await open('/groups/canary')
      await page.getByRole('button', { name: 'Compare two revisions' }).click()
      await page.getByRole('region', { name: 'Difference of two revisions' }).waitFor()
      await expect.poll(() => new URL(page.url()).searchParams.get('diff')).toMatch(/^\d+\.\.\d+$/)
    })
  })

  describe('the frame', () => {
    it('goes by keys, finds a host in the palette and shows what the keys are', async () => {
      await open('/')
      await page.keyboard.press('g')
      await page.keyboard.press('r')
      await page.waitForURL(/\/rollouts$/)
      await page.locator('h1:focus').waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Search pages, hosts and actions' }).fill('build-0001')
      await page
        .getByRole('option', { name: /build-0001/ })
        .first()
        .waitFor()
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/hosts\/build-0001$/)
      await page.getByRole('heading', { level: 1, name: 'build-0001' }).waitFor()
      await page.keyboard.press('?')
      await dialog().getByText('Keyboard shortcuts').waitFor()
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'hidden' })
    })

    it('shows each page as a command and a call, which work', async () => {
      await open('/hosts?q=state%3Adrifted')
      await page.getByRole('button', { name: /CLI/ }).click()
      await page
        .getByText(/goherd hosts ls -q/)
        .first()
        .waitFor()
      await page
        .getByText(/\/api\/hosts\?q=/)
        .first()
        .waitFor()
    })

    it('says that it lost the server, keeps what it had, and goes on by itself', async () => {
      await open('/hosts')
      await page.getByRole('row').nth(2).waitFor()
      await page.getByText('Live', { exact: true }).first().waitFor()
      await context.setOffline(true)
      await page
        .getByText(/^(Reconnecting|Stale since)/)
        .first()
        .waitFor()
      expect(await page.getByRole('row').count()).toBeGreaterThan(2)
      await context.setOffline(false)
      await page.getByText('Live', { exact: true }).first().waitFor()
    })
  })

  describe('the overview', () => {
    it('has a map that the arrow keys walk over, and the same as a table', async () => {
      await open('/')
      const map = page.getByRole('application', { name: /^Map of \d+ hosts$/ })
      await map.focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await page
        .getByText(/^[a-z]+-\d{4}\b.*/)
        .first()
        .waitFor({ state: 'attached' })
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/hosts\/.+-\d{4}/)
      await page.goBack()
      await page.getByRole('button', { name: 'As a table' }).click()
      await page.getByRole('region', { name: 'Hosts of the map' }).waitFor()
    })

    it('is grouped by what is chosen, in the address', async () => {
      await open('/')
      await page.getByRole('combobox', { name: 'Group by' }).selectOption('platform')
      await expect.poll(() => new URL(page.url()).search).not.toBe('')
    })
  })

  describe('the settings', () => {
    it('make an API token, show it once, and revoke it', async () => {
      await open('/settings?tab=tokens')
      await page.getByRole('textbox', { name: 'Token name' }).fill('ci')
      await page.getByRole('button', { name: /Create/ }).click()
      await page.getByText('This is the token.').waitFor()
      const secret = await page.getByRole('tabpanel').locator('code').first().textContent()
      await page.reload()
      await page.getByRole('button', { name: 'Revoke ci' }).waitFor()
      expect(secret?.trim().length).toBeGreaterThan(20)
      expect(await page.content()).not.toContain(secret?.trim())
    })

    it('test a mirror that is not there, and say which step failed', async () => {
      await open('/settings?tab=mirrors')
      await page.getByRole('textbox', { name: 'Mirror name' }).fill('nowhere')
      await page.getByRole('textbox', { name: 'Mirror URL' }).fill('http://127.0.0.1:9/go')
      await page.getByRole('button', { name: /Add/ }).click()
      await page.getByRole('button', { name: 'Test nowhere' }).click()
      await page.getByText('nowhere does not work.').waitFor()
      await page.getByText(/^Reach it: failed/).waitFor()
      await page.getByRole('button', { name: 'Remove nowhere' }).click()
      await page.getByText('nowhere', { exact: true }).waitFor({ state: 'hidden' })
    })
  })

  describe('the activity', () => {
    it('is narrowed by who did what, in the address, and exported as it is shown', async () => {
      await open('/activity')
      await page.getByRole('searchbox', { name: 'Search' }).fill('gone for good')
      await page.getByRole('row').filter({ hasText: 'gone for good' }).first().waitFor()
      await expect.poll(() => new URL(page.url()).search).toContain('gone')
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Export CSV' }).click()
      expect((await download).suggestedFilename()).toMatch(/\.csv$/)
    })

    it('is verified', async () => {
      await open('/activity')
      await page.getByRole('button', { name: 'Verify the log' }).click()
      await page.getByText(/are as they were written/).waitFor()
    })
  })

  it('a device is let in by its code, and a wrong code is refused', async () => {
    const login = spawn(
      process.execPath,
      [join(CLONE, 'apps/cli/bin/goherd.mjs'), 'login', demo.url, '--device', '--context', 'laptop'],
      {
        env: { ...process.env, XDG_CONFIG_HOME: demo.data, GOHERD_DATA: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let said = ''
    for (const stream of [login.stdout, login.stderr]) stream.on('data', (chunk) => (said += chunk))
    const ended = new Promise((resolve) => login.once('exit', resolve))
    await expect.poll(() => said, { timeout: 60_000 }).toMatch(/[A-Z0-9]{4}-[A-Z0-9]{4}/)
    const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(said)?.[0] ?? ''
    await open('/device')
    const box = page.getByRole('textbox', { name: 'Code' })
    await box.fill('AAAA-AAAA')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').first().waitFor()
    await box.fill(code)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Let in|Allow|Approve/ }).click()
    expect(await ended, said).toBe(0)
    expect(said).toContain(`Logged in to ${demo.url}`)
  })
})
