import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Supervised } from '../process/supervised.mjs'
import { Problem } from '../say/problem.mjs'
import { Api } from './api.mjs'
import { AGENT } from './fleet.mjs'

const SERVER_START_MS = 120_000
const AGENT_GRACE_MS = 10_000
const SERVER_GRACE_MS = 25_000

/** The processes of a start: one server and the agents. Agents are stopped first, so that the server still hears their farewell. */
export class Herd {
  /**
   * @param {{ root: string, settings: import('./settings.mjs').StartSettings, lock: import('./data-lock.mjs').DataLock,
   *   say: (text: string) => void }} options
   */
  constructor({ root, settings, lock, say }) {
    this.root = root
    this.settings = settings
    this.lock = lock
    this.say = say
    /** @type {Supervised | undefined} */
    this.server = undefined
    /** @type {Supervised[]} */
    this.agents = []
  }

  /**
   * Starts the server and waits until it serves.
   * @param {{ goSource: string | undefined, signal: AbortSignal }} options
   */
  async startServer({ goSource, signal }) {
    const { port, host, data, url } = this.settings
    /** @type {NodeJS.ProcessEnv} */
    const env = {
      // Often, so that whoever tries it out sees a change at once.
      GOHERD_HEARTBEAT_MS: '2000',
      ...process.env,
      NODE_ENV: 'production',
      GOHERD_PORT: String(port),
      GOHERD_HOST: host,
      GOHERD_DATA: data,
    }
    if (goSource) env.GOHERD_GO_SOURCE = goSource
    const server = this.#supervise('server', 'apps/server/dist/main.js', { env })
    this.server = server
    server.restarts = false
    server.start()
    const api = new Api({ url, signal })
    const until = Date.now() + SERVER_START_MS
    while (!(await isReady(api))) {
      signal.throwIfAborted()
      if (!server.running || Date.now() > until) {
        const why = server.running ? `was not ready in ${SERVER_START_MS / 1000} s` : 'ended while it started'
        throw new Problem('server_not_started', `the server ${why}`, {
          hint: `Read its last lines above; all of them are in ${server.log}.`,
          detail: server.tail(),
        })
      }
      await sleep(50)
    }
    server.restarts = true
  }

  /** @param {import('./fleet.mjs').DemoHost[]} hosts */
  startAgents(hosts) {
    for (const host of hosts) {
      const agent = this.#supervise(host.name, AGENT, {
        args: ['run', '--root', host.root],
        // They share one machine: what one of them compiled to check a release, the others need not.
        env: { GOHERD_PROBE_CACHE: join(this.settings.data, 'cache/go-build'), ...process.env },
      })
      this.agents.push(agent)
      agent.start()
    }
  }

  /** Stops everything and waits for it. @param {AbortSignal} hurry aborted when nobody wants to wait any longer */
  async stop(hurry) {
    await Promise.all(this.agents.map((agent) => agent.stop({ graceMs: AGENT_GRACE_MS, hurry })))
    await this.server?.stop({ graceMs: SERVER_GRACE_MS, hurry })
  }

  /** @param {string} name @param {string} script @param {{ args?: string[], env: NodeJS.ProcessEnv }} options */
  #supervise(name, script, { args, env }) {
    return new Supervised({
      name,
      script: join(this.root, script),
      args,
      env,
      log: join(this.settings.data, 'logs', `${name}.log`),
      say: this.say,
      onStarted: () => this.lock.note([this.server, ...this.agents].map((process) => process?.identity)),
    })
  }
}

/** @param {Api} api */
async function isReady(api) {
  try {
    return (await api.fetch('GET', '/readyz')).ok
  } catch (error) {
    if (error instanceof Problem && error.code === 'server_unreachable') return false
    throw error
  }
}
