#!/usr/bin/env node
// `npm test`: everything, from a fresh clone, with its own set-up. Options: --long also runs the long trials.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { goFolderForTests } from '../go/source.mjs'
import { duration } from '../say/amounts.mjs'
import { describeProblem } from '../say/problem.mjs'
import { Progress } from '../say/progress.mjs'
import { build } from '../setup/build.mjs'
import { install } from '../setup/install.mjs'
import { checkNodeVersion } from '../setup/node-version.mjs'
import { root } from '../setup/root.mjs'
import { findBrowser } from './browser.mjs'
import { asTable, casesIn, readShown } from './shown.mjs'
import { add, runStage, STAGES, stagesAgain } from './stages.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

/** What of the caller's own Goherd would leak into the tests. */
const NOT_OURS =
  /^(GOHERD_(DATA|PORT|HOST|SERVER|TOKEN|GO_SOURCE|PUBLIC_URL|DEMO_HOSTS|DATABASE_URL|DASHBOARD_DIR|HEARTBEAT_MS)|NODE_ENV)$/

/**
 * @typedef {import('./stages.mjs').Stage} Stage
 * @typedef {import('./stages.mjs').Outcome & { line: string }} Ended with the line that says so
 */

/** A missing one does not compile. */
const OF_STATES = {
  row: 'every state of the agent survives a kill, before and after',
  begins: 'a kill in the state',
}

const progress = new Progress()
const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => stop.abort())
process.exitCode = await main()

/** @returns {Promise<number>} the exit code */
async function main() {
  try {
    return await runStages(await setUp(), process.argv.includes('--long'))
  } catch (error) {
    console.error(describeProblem(error))
    return stop.signal.aborted ? 130 : 1
  }
}

/** @returns {Promise<{ go: string | undefined, browser: string | undefined }>} */
async function setUp() {
  const { signal } = stop
  checkNodeVersion()
  await progress.step('installing dependencies', (note) => install({ root, signal, note }))
  await progress.step('building', (note) => build({ root, signal, note }))
  const browser = await progress.step('finding a browser', async (note) => {
    const found = findBrowser()
    note(found.name)
    return found.executable
  })
  return { go: await findGo(signal), browser }
}

/** @param {AbortSignal} signal */
async function findGo(signal) {
  try {
    return await progress.step('getting Go releases', async (note) => {
      const folder = await goFolderForTests({ signal, note })
      note(folder)
      return folder
    })
  } catch (error) {
    if (signal.aborted) throw error
    console.error(`${describeProblem(error)}\nEvery test that needs real Go releases is skipped.`)
    return undefined
  }
}

/** @param {{ go: string | undefined, browser: string | undefined }} found @param {boolean} long */
async function runStages(found, long) {
  const temporary = temporaryFolder()
  try {
    return await runAll({ ...found, temporary: temporary.folder }, long)
  } finally {
    temporary.remove()
  }
}

/** @param {{ go: string | undefined, browser: string | undefined, temporary: string }} place @param {boolean} long */
async function runAll({ go, browser, temporary }, long) {
  /** @type {NodeJS.ProcessEnv} */
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name)))
  env.TMPDIR = temporary
  if (go) env.GOHERD_TEST_GO = go
  if (browser) env.GOHERD_TEST_BROWSER = browser
  if (long) env.GOHERD_LONG = '1'
  // Trials leave their figures here.
  const shown = join(root, '.cache/test/shown')
  rmSync(shown, { recursive: true, force: true })
  env.GOHERD_SHOWN = shown
  env.GOHERD_PROBE_CACHE = join(root, '.cache/test/go-build')
  const run = async (/** @type {Stage} */ stage) => {
    console.log(`\n── ${stage.name}`)
    const began = performance.now()
    const outcome = await runStage(stage, { env, signal: stop.signal })
    return {
      ...outcome,
      line: `${outcome.ok ? '✓' : '✗'} ${stage.name} (${duration(performance.now() - began)})`,
    }
  }
  const outcomes = await runEach(STAGES, run)
  const again = await runEach(stagesAgain(outcomes), run)
  if (stop.signal.aborted) return 130
  const states = casesIn(join(root, '.cache/test/unit-tests.json'), OF_STATES)
  console.log(`\n${asTable([...states, ...readShown(shown)])}`)
  return sumUp(outcomes, again)
}

/**
 * @template T
 * @param {(Stage | Stage[][])[]} stages as `STAGES`
 * @param {(stage: Stage) => Promise<T>} run
 * @returns {Promise<T[]>} in the order in which they ended
 */
async function runEach(stages, run) {
  /** @type {T[]} */
  const outcomes = []
  for (const stage of stages) {
    const lanes = Array.isArray(stage) ? stage : [[stage]]
    await Promise.all(
      lanes.map(async (lane) => {
        for (const one of lane) if (!stop.signal.aborted) outcomes.push(await run(one))
      }),
    )
  }
  return outcomes
}

/**
 * Prints how all ended. What passed only when it was tried again is named with how it failed: it is to be looked into.
 * @param {Ended[]} outcomes
 * @param {Ended[]} again
 * @returns {number} the exit code
 */
function sumUp(outcomes, again) {
  const failures = outcomes.flatMap((outcome) => outcome.failures)
  const recovered = again.length > 0 && again.every(({ ok }) => ok)
  const failed = recovered ? [] : outcomes.filter(({ ok }) => !ok).map(({ stage }) => stage.name)
  const tally = outcomes.map((outcome) => outcome.tally).reduce(add)
  console.log(`\n${[...outcomes, ...again].map(({ line }) => line).join('\n')}`)
  if (failures.length > 0) console.log(`\n${failures.join('\n')}\n`)
  if (recovered) {
    console.log(`passed only when tried again, by itself: ${tally.failed} of the above; find out why`)
    console.log(`${tally.passed + tally.failed} passed, 0 failed, ${tally.skipped} skipped`)
  } else {
    if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`)
    console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`)
  }
  return failed.length === 0 ? 0 : 1
}
