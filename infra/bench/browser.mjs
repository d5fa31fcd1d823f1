import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../say/problem.mjs'
import { openBrowser } from './browser/open.mjs'
import { ProbeHost } from './browser/probe-host.mjs'
import { frameFigures, framesWhile, heapBytes, longTasks, watchLongTasks } from './browser/watch.mjs'

const HOSTS = Number(process.env.BENCH_HOSTS ?? 10_000)
const REPORTS = 60
/** Changes of the fleet a second, and for how long: as many as a quiet fleet, which makes one every two seconds, has in an hour. */
const LOAD = 30
const LIVE_S = 60
const MOVES = 120

/**
 * A large fleet in the browser: `goherd demo` with simulated hosts, its changes coming all the time, in the packaged Chromium. The
 * overview and the list of hosts are looked at as people do; one more host tells when it reported, and the page when that was drawn.
 * BENCH_HOSTS changes the number of hosts.
 * @param {import('./bench.mjs').BenchContext} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root, goFolder, note, signal }) {
  if (!existsSync(join(root, 'apps/demo/dist/main.js')))
    throw new Problem('not_built', 'the demo is not built', { hint: 'Run: npm run build' })
  const work = mkdtempSync(join(tmpdir(), 'goherd-bench-browser-'))
  // PostgreSQL runs as another user when we are root, and has to pass through.
  chmodSync(work, 0o711)
  const data = join(work, 'data')
  const demo = startDemo({ root, goFolder, data, note, signal })
  /** @type {ProbeHost | undefined} */
  let probe
  /** @type {any} */
  let browser
  try {
    await demo.stands
    const { server, token } = JSON.parse(readFileSync(join(data, 'cli.json'), 'utf8'))
    const call = callOf(server, token)
    probe = await ProbeHost.enroll({ root, server, call })
    browser = await openBrowser(root)
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(120_000)
    await page.addInitScript(watchLongTasks)
    await page.goto((await call('/api/access/sign-in-links', {})).url)
    return [
      ...(await overview(page, server, note)),
      ...(await list(page, server, note)),
      ...(await latency(page, server, probe, note)),
    ]
  } finally {
    probe?.close()
    await browser?.close()
    await demo.end()
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** @param {any} page @param {string} server @param {(text: string) => void} note */
async function overview(page, server, note) {
  note('the overview')
  await page.goto(`${server}/`)
  const map = page.getByRole('application', { name: /^Map of/ })
  await map.waitFor()
  const painted = await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => done(performance.now())))',
  )
  await page.waitForLoadState('networkidle').catch(() => {})
  const loading = await longTasks(page)
  const box = await map.boundingBox()
  const hover = await framesWhile(page, () => wander(page, box))
  await longTasks(page)
  const heapBefore = await heapBytes(page)
  note(`the overview, ${LOAD} changes a second for ${LIVE_S} s`)
  const live = await framesWhile(page, () => page.waitForTimeout(LIVE_S * 1000))
  const tasks = await longTasks(page)
  const heap = await heapBytes(page)
  return [
    { what: `map of ${HOSTS} hosts painted, after navigation`, value: Math.round(painted), unit: 'ms' },
    { what: 'longest task while it loads', value: Math.round(Math.max(0, ...loading)), unit: 'ms' },
    ...frameFigures('pointer over the map', hover),
    ...frameFigures(`map with ${LOAD} changes a second`, live),
    { what: `tasks over 50 ms in ${LIVE_S} s of changes`, value: tasks.length, unit: '', goal: '0' },
    { what: 'the longest of them', value: Math.round(Math.max(0, ...tasks)), unit: 'ms' },
    {
      ...{ what: `JavaScript memory after ${LOAD * LIVE_S} changes`, value: megabytes(heap), unit: 'MB' },
      ...{ floor: megabytes(heapBefore), floorIs: 'before them', ratio: round(heap / heapBefore) },
    },
  ]
}

/** @param {any} page @param {string} server @param {(text: string) => void} note */
async function list(page, server, note) {
  note('the list of hosts')
  await page.goto(`${server}/hosts`)
  await page.getByRole('row').nth(5).waitFor()
  await page.waitForLoadState('networkidle').catch(() => {})
  await longTasks(page)
  await page.mouse.move(700, 500)
  const scroll = await framesWhile(page, async () => {
    for (let n = 0; n < MOVES; n += 1) {
      await page.mouse.wheel(0, 400)
      await page.waitForTimeout(30)
    }
  })
  const scrolling = await longTasks(page)
  const search = page.getByRole('combobox', { name: 'Search hosts' })
  await page.evaluate('scrollTo(0, 0)')
  const began = performance.now()
  await search.fill('state:drifted')
  await page.getByRole('row').filter({ hasText: 'Drifted' }).first().waitFor()
  const filtered = performance.now() - began
  const filtering = await longTasks(page)
  return [
    ...frameFigures('scrolling the list', scroll),
    { what: 'tasks over 50 ms while scrolling', value: scrolling.length, unit: '', goal: '0' },
    { what: 'the longest of them', value: Math.round(Math.max(0, ...scrolling)), unit: 'ms' },
    { what: 'a query typed, to its first row', value: Math.round(filtered), unit: 'ms' },
    { what: 'longest task while filtering', value: Math.round(Math.max(0, ...filtering)), unit: 'ms' },
  ]
}

/** @param {any} page @param {string} server @param {ProbeHost} probe @param {(text: string) => void} note */
async function latency(page, server, probe, note) {
  note('from a report to the pixel')
  await page.goto(`${server}/hosts?q=name%3A${probe.name}`)
  const row = page.getByRole('row').filter({ hasText: probe.name })
  await row.getByText('In sync').waitFor()
  await page.mouse.move(5, 5)
  /** @type {number[]} */
  const taken = []
  for (let n = 0; n < REPORTS; n += 1) {
    const word = n % 2 === 0 ? 'Drifted' : 'In sync'
    // Armed before the host tells: the page answers with the moment of the first frame that has the word.
    const drawn = page.evaluate(
      `new Promise((done) => {
        const look = () => document.querySelector('tbody')?.textContent.includes(${JSON.stringify(word)})
          ? requestAnimationFrame(() => done(performance.timeOrigin + performance.now()))
          : requestAnimationFrame(look)
        look()
      })`,
    )
    const told = n % 2 === 0 ? probe.drift() : probe.mend()
    taken.push((await drawn) - told)
    await page.waitForTimeout(150)
  }
  taken.sort((a, b) => a - b)
  const at = (/** @type {number} */ share) => Math.round(taken[Math.floor((taken.length - 1) * share)] ?? 0)
  return [
    { what: 'from a host’s report to the pixel, p50', value: at(0.5), unit: 'ms', goal: '< 500' },
    { what: 'from a host’s report to the pixel, p99', value: at(0.99), unit: 'ms' },
  ]
}

/** The pointer over the map, line by line. @param {any} page @param {{ x: number, y: number, width: number, height: number }} box */
async function wander(page, box) {
  for (let n = 0; n < MOVES; n += 1) {
    const x = box.x + ((n * 37) % box.width)
    const y = box.y + ((n * 11) % box.height)
    await page.mouse.move(x, y)
    await page.waitForTimeout(15)
  }
}

/** @param {{ root: string, goFolder: string, data: string, note: (text: string) => void, signal: AbortSignal }} options */
function startDemo({ root, goFolder, data, note, signal }) {
  const args = ['--hosts', String(HOSTS), '--data', data, '--load', String(LOAD)]
  const child = spawn(process.execPath, [join(root, 'apps/demo/dist/main.js'), ...args], {
    env: { ...process.env, GOHERD_GO_SOURCE: goFolder },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  /** @type {Promise<void>} */
  const stands = new Promise((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
      note(String(chunk).trim().split('\n').at(-1) ?? '')
      if (/hosts stand after/.test(said)) resolve()
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Problem('demo_ended', `the demo ended with ${code}`, { hint: said.slice(-800) })),
    )
  })
  return { stands, end: () => (child.kill('SIGINT') ? ended : undefined) }
}

/** @param {string} server @param {string} token */
function callOf(server, token) {
  return async (/** @type {string} */ path, /** @type {unknown} */ body) => {
    const answer = await fetch(`${server}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return /** @type {any} */ (await answer.json())
  }
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / 1e5) / 10
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100
}
