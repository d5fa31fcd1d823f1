import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from '../setup/root.mjs'

/**
 * Numbers of tests.
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 * @typedef {{ name: string, command: string[], tests?: boolean, again?: boolean }} Stage
 * `tests`: a run of vitest, whose tests are counted; `again`: a file of it that failed may be tried again by itself.
 *
 * @typedef {{ stage: Stage, ok: boolean, tally: Tally, failures: string[], files: string[] }} Outcome
 * `failures`: what failed and how, to be read; `files`: the files that failed, relative to the repository
 */

const bin = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name)

/** @param {string} name @param {string[]} workspaces @returns {Stage} */
function integration(name, workspaces) {
  const projects = workspaces.flatMap((workspace) => ['--project', `integration:${workspace}`])
  return { name, command: [bin('vitest'), 'run', ...projects], tests: true, again: true }
}

/** @param {string} name @param {string} project @returns {Stage} */
function endToEnd(name, project) {
  return { name, command: [bin('vitest'), 'run', '--project', project], tests: true, again: true }
}

/** In this order; lists in a list run side by side, each in its own order. @type {(Stage | Stage[][])[]} */
export const STAGES = [
  // By itself: should something need to be built for it, nothing may run from that folder yet.
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  // Side by side: much of each is waiting, for a disk or for a clock, or for the only core that it uses.
  [
    [
      { name: 'lint', command: [bin('biome'), 'check', '--error-on-warnings', '.'] },
      {
        name: 'import walls',
        command: [
          bin('depcruise'),
          '--config',
          '.dependency-cruiser.mjs',
          'packages',
          'apps',
          'e2e',
          'infra',
        ],
      },
      { name: 'purity', command: [process.execPath, 'infra/walls/purity.mjs'] },
      { name: 'unused code', command: [bin('knip')] },
    ],
    [
      { name: 'unit tests', command: [bin('vitest'), 'run', '--project', 'unit:*'], tests: true },
      integration('integration tests of the others', ['cli', 'demo', 'dashboard', 'infra']),
    ],
    [integration('integration tests of the server', ['server'])],
    [integration('integration tests of rollouts and rollbacks', ['server-moves'])],
    [integration('integration tests of the agent', ['agent'])],
    [{ name: 'trials of the agent', command: [bin('vitest'), 'run', '--project', 'trials:*'], tests: true }],
    [endToEnd('end-to-end tests', 'e2e')],
    [endToEnd('end-to-end tests of rollouts', 'e2e-rollouts')],
  ],
]

/**
 * Runs one stage, its output going straight to ours.
 * @param {Stage} stage
 * @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Promise<Outcome>}
 */
export async function runStage(stage, { env, signal }) {
  const { name, command, tests = false } = stage
  const report = join(root, '.cache/test', `${name.replaceAll(' ', '-')}.json`)
  mkdirSync(join(report, '..'), { recursive: true })
  rmSync(report, { force: true })
  const [program = '', ...args] = command
  const more = tests ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : []
  const code = await new Promise((resolve, reject) => {
    const child = spawn(program, [...args, ...more], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    signal.addEventListener('abort', () => child.kill(), { once: true })
    child.on('error', reject)
    child.on('exit', resolve)
  })
  return {
    stage,
    ok: code === 0,
    tally: tests ? readTally(report, code === 0) : { passed: 0, failed: 0, skipped: 0 },
    failures: tests ? readFailures(report) : [],
    files: tests ? readFailedFiles(report) : [],
  }
}

/** More files than this are no accident of a busy machine. */
const MOST_AGAIN = 3

/** Claims about what survives: one failure is the finding, however rare. */
const NEVER_AGAIN = /(^|\/)survival\./

/**
 * Which files are tried once more, by themselves, when all else has ended: those of real clocks, processes and browsers
 * may fail because the machine was busy. All or none: what does not qualify fails the run whatever the others do.
 * @param {Outcome[]} outcomes
 * @returns {Stage[]} the same stages with only those files
 */
export function stagesAgain(outcomes) {
  const failed = outcomes.filter(({ ok }) => !ok)
  const files = failed.flatMap((outcome) => outcome.files)
  /** @param {Outcome} outcome */
  const may = ({ stage, files }) => stage.again && files.length > 0
  if (files.length > MOST_AGAIN || files.some((file) => NEVER_AGAIN.test(file)) || !failed.every(may))
    return []
  return failed.map(({ stage, files }) => ({
    ...stage,
    name: `${stage.name}, again`,
    command: [...stage.command, ...files],
  }))
}

/**
 * @param {string} report path of vitest's own report
 * @returns {string[]} the files with a failure, relative to the repository
 */
export function readFailedFiles(report) {
  if (!existsSync(report)) return []
  /** @type {{ testResults?: { name: string, status: string }[] }} */
  const { testResults = [] } = JSON.parse(readFileSync(report, 'utf8'))
  return testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(root, name))
}

/**
 * What failed, each with its file and how its message begins, to be read at the end of a long output.
 * @param {string} report path of vitest's own report
 * @returns {string[]}
 */
export function readFailures(report) {
  if (!existsSync(report)) return []
  /** @type {{ testResults?: { name: string, status: string, message: string, assertionResults: { fullName: string, status: string, failureMessages: string[] }[] }[] }} */
  const { testResults = [] } = JSON.parse(readFileSync(report, 'utf8'))
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name)
    const tests = assertionResults.filter((test) => test.status === 'failed')
    if (tests.length === 0) return status === 'failed' ? [`${file}\n${beginning(message)}`] : []
    return tests.map((test) => `${file} > ${test.fullName}\n${beginning(test.failureMessages.join('\n'))}`)
  })
}

const LINES = 12

/** @param {string} text */
const beginning = (text) =>
  stripVTControlCharacters(text)
    .split('\n')
    .slice(0, LINES)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join('\n')

/**
 * Reads vitest's own report. A run that failed without a failed test, by a file that does not load for instance, counts as one.
 * @param {string} report path
 * @param {boolean} ok
 * @returns {Tally}
 */
export function readTally(report, ok) {
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numPendingTests = 0,
    numTodoTests = 0,
  } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
  return {
    passed: numPassedTests,
    failed: ok ? numFailedTests : Math.max(1, numFailedTests),
    skipped: numPendingTests + numTodoTests,
  }
}

/** @param {Tally} a @param {Tally} b @returns {Tally} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})
