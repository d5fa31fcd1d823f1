import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PATIENCE_MS = 300_000

/** One of the other processes of this benchmark: it is asked for one thing at a time and answers when that is done. */
export class Child {
  /** @param {string} script beside this file @param {AbortSignal} signal */
  constructor(script, signal) {
    this.script = script
    this.child = fork(fileURLToPath(new URL(script, import.meta.url)), { signal, killSignal: 'SIGKILL' })
    this.ended = once(this.child, 'exit').catch(() => undefined)
    this.next = 0
  }

  /** @param {string} what @param {object} [options] @returns {Promise<any>} its answer */
  ask(what, options = {}) {
    const id = ++this.next
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error(`${this.script} ended while it was asked to ${what}`))
      // A part that never answers is named, instead of holding the whole benchmark.
      const silent = setTimeout(
        () => reject(new Error(`${this.script} did not answer ${what} within ${PATIENCE_MS / 1000} s`)),
        PATIENCE_MS,
      ).unref()
      const hear = (/** @type {any} */ message) => {
        if (message.id !== id) return
        clearTimeout(silent)
        this.child.off('message', hear)
        this.child.off('exit', gone)
        if (message.error) reject(new Error(`${this.script}, ${what}: ${message.error}`))
        else resolve(message.answer)
      }
      this.child.on('message', hear)
      this.child.once('exit', gone)
      this.child.send({ id, what, options })
    })
  }

  async end() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL')
    await this.ended
  }
}

/**
 * The other side: answers what is asked, by name.
 * @param {Record<string, (options: any) => unknown>} tasks
 */
export function answer(tasks) {
  process.on('message', async (/** @type {any} */ { id, what, options }) => {
    try {
      process.send?.({ id, answer: (await tasks[what]?.(options)) ?? {} })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
}
