import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { bornAt, send } from './identity.mjs'

const LEASH = new URL('./leash.mjs', import.meta.url).href
const LARGEST_LOG = 20e6
const STEADY_MS = 30_000
const LONGEST_PAUSE_MS = 30_000

/**
 * A Node program that is kept running: started again when it dies, with growing pauses, until it is told to stop. It leads a process
 * group of its own, so a Ctrl-C on the terminal does not reach it; we tell it to stop, in our order.
 */
export class Supervised {
  /**
   * @param {{ name: string, script: string, args?: string[], env: NodeJS.ProcessEnv, log: string,
   *   say: (text: string) => void, onStarted?: () => void }} options `log`: the file its output goes to; `say`: tells a person;
   *   `onStarted`: called after each start
   */
  constructor({ name, script, args = [], env, log, say, onStarted = () => {} }) {
    this.name = name
    this.log = log
    this.command = ['--import', LEASH, script, ...args]
    this.env = env
    this.say = say
    this.onStarted = onStarted
    this.stopping = false
    /** False while a death at the start shall be reported instead. */
    this.restarts = true
    this.failures = 0
    /** @type {import('node:child_process').ChildProcess | undefined} */
    this.child = undefined
  }

  /** The running process for good: its pid and when it began. */
  get identity() {
    const pid = this.running ? this.child?.pid : undefined
    return pid === undefined ? undefined : { name: this.name, pid, born: bornAt(pid) }
  }

  get running() {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null
  }

  start() {
    mkdirSync(dirname(this.log), { recursive: true })
    if ((statSync(this.log, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) truncateSync(this.log)
    const log = openSync(this.log, 'a')
    const began = Date.now()
    const child = spawn(process.execPath, this.command, {
      env: this.env,
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    })
    closeSync(log)
    this.child = child
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => this.say(`${this.name} cannot be started: ${error.message}`))
      child.on('exit', (code, signal) => {
        resolve(undefined)
        if (this.restarts && !this.stopping) this.#again(signal ?? `exit code ${code}`, Date.now() - began)
      })
    })
    this.onStarted()
  }

  /** The last lines of its output. @param {number} [lines] */
  tail(lines = 25) {
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  }

  /**
   * Ends the process: asks, and after a while insists. Resolves when it and its group are gone.
   * @param {{ graceMs: number, hurry?: AbortSignal }} options with `hurry`, the waiting can be cut short
   */
  async stop({ graceMs, hurry }) {
    this.stopping = true
    clearTimeout(this.pause)
    const pid = this.child?.pid
    if (pid === undefined) return
    if (this.running) {
      send(pid, 'SIGTERM')
      await this.#endedWithin(graceMs, hurry)
    }
    // Also when it ended by itself: something of its group may have outlived it.
    send(pid, 'SIGKILL', { group: true })
    await this.ended
  }

  /** @param {number} ms @param {AbortSignal} [hurry] */
  #endedWithin(ms, hurry) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      hurry?.addEventListener('abort', resolve, { once: true })
      if (hurry?.aborted) resolve(undefined)
      this.ended?.then(() => {
        clearTimeout(timer)
        resolve(undefined)
      })
    })
  }

  /** @param {string} how @param {number} livedMs */
  #again(how, livedMs) {
    this.failures = livedMs > STEADY_MS ? 0 : this.failures + 1
    const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.failures)
    this.say(`${this.name} ended (${how}); it is started again in ${pause / 1000} s. Its output: ${this.log}`)
    this.pause = setTimeout(() => this.start(), pause)
  }
}
