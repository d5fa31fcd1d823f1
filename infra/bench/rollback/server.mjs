import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../say/problem.mjs'
import { Api } from '../../start/api.mjs'

const PATIENCE_MS = 120_000

/** The real server in a process of its own, with its own PostgreSQL, and the requests this benchmark makes. */
export class BenchServer {
  /** @param {import('node:child_process').ChildProcess} child @param {Api} api @param {string} counted file */
  constructor(child, api, counted) {
    this.child = child
    this.api = api
    this.url = api.url
    this.counted = counted
    this.counts = 0
  }

  /** @param {{ root: string, work: string, goFolder: string, signal: AbortSignal }} options */
  static async start({ root, work, goFolder, signal }) {
    const log = openSync(join(work, 'server.log'), 'a')
    const counted = join(work, 'statements.json')
    const counter = new URL('count-statements.mjs', import.meta.url).href
    const child = spawn(process.execPath, ['--import', counter, join(root, 'apps/server/dist/main.js')], {
      env: {
        ...process.env,
        BENCH_ROOT: root,
        BENCH_STATEMENTS: counted,
        GOHERD_PORT: '0',
        GOHERD_DATA: join(work, 'data'),
        GOHERD_GO_SOURCE: goFolder,
        GOHERD_DATABASE_URL: '',
        GOHERD_DASHBOARD_DIR: join(work, 'none'),
        GOHERD_LOG_LEVEL: 'warn',
        GOHERD_LIMIT_ENROLL: '1000000',
        GOHERD_LIMIT_CHALLENGE: '1000000',
      },
      stdio: ['ignore', 'pipe', log],
    })
    closeSync(log)
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
    let link = ''
    if (!child.stdout) throw new Error('the server was started without an output')
    for await (const line of createInterface({ input: child.stdout })) {
      link ||= /^Create the first administrator: (\S+)/.exec(line)?.[1] ?? ''
      if (!line.startsWith('{')) continue
      return new BenchServer(child, await signIn(JSON.parse(line).url, link, signal), counted)
    }
    throw new Problem('server_not_started', 'the server ended while it started', {
      hint: 'Read its last lines.',
      cause: new Error(readFileSync(join(work, 'server.log'), 'utf8').slice(-2000)),
    })
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    this.child.kill('SIGTERM')
    await once(this.child, 'exit')
  }

  /** Makes the group, and has the server keep two releases. @param {string} group @returns {Promise<string[]>} older, newer */
  async prepare(group) {
    await this.api.post('/api/releases/sync')
    const { releases } = await this.api.get('/api/releases')
    const [newer, older] = releases
      .filter((/** @type {any} */ { archives }) =>
        archives.some((/** @type {any} */ a) => a.platform === 'linux/amd64'),
      )
      .map((/** @type {any} */ { release }) => release)
    await this.api.post('/api/groups', { name: group })
    for (const release of [newer, older]) await this.set(group, release)
    return [older, newer]
  }

  /** @param {string} group @param {number} uses @returns {Promise<string>} */
  async enrollmentToken(group, uses) {
    return (await this.api.post('/api/enrollment/tokens', { group, uses })).token
  }

  /** @param {string} group @param {string} release */
  set(group, release) {
    return this.api.post(`/api/groups/${group}/desired`, { go: release })
  }

  /** @param {string} group */
  async epoch(group) {
    return (await this.api.get(`/api/groups/${group}`)).epoch
  }

  plan() {
    return this.api.post('/api/rollbacks/plan', { scope: { kind: 'fleet' }, target: 'last-good' })
  }

  /** @param {{ id: string, confirm: string }} plan */
  rollBack({ id, confirm }) {
    return this.api.post('/api/rollbacks', { plan: id, confirm, reason: 'benchmark' })
  }

  /** @param {string} id @returns {Promise<{ startedAt: string, finishedAt: string }>} */
  finished(id) {
    return this.#until(
      async () => (await this.api.get(`/api/rollbacks/${id}`)) ?? {},
      (/** @type {any} */ { state }) => state === 'complete',
      'the rollback was not complete',
    )
  }

  /** How far a rollback is. @param {string} id @returns {Promise<any>} */
  rollback(id) {
    return this.api.get(`/api/rollbacks/${id}`)
  }

  /** The freeze, and the recall of what was left: the next round goes there again. */
  async lift() {
    await this.api.post('/api/fleet/lift', { reason: 'benchmark' })
    const { recalls } = await this.api.get('/api/recalls')
    for (const { release } of recalls) await this.api.post(`/api/releases/${release}/recall/lift`, {})
  }

  /** @param {string} group @param {string} state @param {number} count */
  everyoneIs(group, state, count) {
    return this.#until(
      async () => (await this.api.get(`/api/groups/${group}`)).hosts.byState[state],
      (/** @type {number} */ hosts) => hosts === count,
      `not all hosts were ${state}`,
    )
  }

  /** Statements it has sent to its database since it started. @returns {Promise<number>} */
  async statements() {
    this.counts += 1
    this.child.kill('SIGUSR2')
    for (;;) {
      const { asked = 0, statements = 0 } = readCount(this.counted)
      if (asked >= this.counts) return statements
      await sleep(5)
    }
  }

  /** Resident memory of the server's process, in bytes, when it has come to rest. */
  async memory() {
    await sleep(3000)
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
  }

  /**
   * @param {() => Promise<any>} ask
   * @param {(answer: any) => boolean} isRight
   * @param {string} otherwise
   */
  async #until(ask, isRight, otherwise) {
    const end = Date.now() + PATIENCE_MS
    for (;;) {
      const answer = await ask()
      if (isRight(answer)) return answer
      if (Date.now() > end) {
        throw new Problem('bench_stuck', `${otherwise} within ${PATIENCE_MS / 1000} s`, {
          hint: 'Run it on a machine with less to do, or with fewer BENCH_HOSTS.',
          cause: new Error(JSON.stringify(answer).slice(0, 500)),
        })
      }
      await sleep(100)
    }
  }
}

/** @param {string} file @returns {{ asked?: number, statements?: number }} */
function readCount(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Not written yet, or not to its end.
    return {}
  }
}

/** @param {string} url @param {string} link @param {AbortSignal} signal */
async function signIn(url, link, signal) {
  const { apiToken } = await new Api({ url, signal }).post('/api/access/setup', {
    token: new URL(link).searchParams.get('token'),
    name: 'Bench',
    email: 'bench@goherd.local',
    password: 'only for this measurement',
    apiToken: true,
  })
  return new Api({ url, token: apiToken, signal })
}
