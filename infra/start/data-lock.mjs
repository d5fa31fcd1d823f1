import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bornAt, send } from '../process/identity.mjs'
import { Problem } from '../say/problem.mjs'
import { replaceFile } from '../setup/replace-file.mjs'

/** @typedef {{ name: string, pid: number, born: string | undefined }} Running */

const ORPHAN_GRACE_MS = 20_000

/** Says in `running.json` of a data folder who works on it and which processes belong to it; one `npm start` at a time. */
export class DataLock {
  /** @param {string} data */
  constructor(data) {
    this.file = join(data, 'running.json')
    this.holder = { name: 'npm start', pid: process.pid, born: bornAt(process.pid) }
    this.held = false
  }

  /**
   * Takes the lock. What a start that was killed left running is ended first.
   * Throws Problem `already_running`.
   */
  async take() {
    mkdirSync(join(this.file, '..'), { recursive: true, mode: 0o755 })
    for (;;) {
      if (this.#create()) return
      const { holder, processes } = this.#read()
      if (holder && isAlive(holder)) {
        throw new Problem(
          'already_running',
          `another npm start (process ${holder.pid}) works on ${join(this.file, '..')}`,
          {
            hint: 'Use that one, stop it, or give this one a folder of its own: GOHERD_DATA=other GOHERD_PORT=7401 npm start',
          },
        )
      }
      await endOrphans(processes)
      rmSync(this.file, { force: true })
    }
  }

  /** Notes which processes a later start has to look for if this one is killed. @param {(Running | undefined)[]} processes */
  note(processes) {
    if (this.held) replaceFile(this.file, this.#text(processes.filter((running) => running !== undefined)))
  }

  release() {
    if (this.held) rmSync(this.file, { force: true })
    this.held = false
  }

  #create() {
    try {
      const file = openSync(this.file, 'wx')
      writeSync(file, this.#text([]))
      closeSync(file)
      this.held = true
      return true
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw error
    }
  }

  /** @returns {{ holder?: Running, processes: Running[] }} */
  #read() {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8'))
    } catch (error) {
      // Gone meanwhile, or cut off when its writer was killed: nobody holds it.
      if (
        error instanceof SyntaxError ||
        (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      )
        return { processes: [] }
      throw error
    }
  }

  /** @param {Running[]} processes */
  #text(processes) {
    return `${JSON.stringify({ holder: this.holder, processes }, null, 1)}\n`
  }
}

/** @param {Running} running */
const isAlive = ({ pid, born }) => born !== undefined && bornAt(pid) === born

/** @param {Running[]} processes */
async function endOrphans(processes) {
  for (const orphan of processes) if (isAlive(orphan)) send(orphan.pid, 'SIGTERM')
  const until = Date.now() + ORPHAN_GRACE_MS
  while (processes.some(isAlive) && Date.now() < until) await sleep(50)
  for (const orphan of processes) if (isAlive(orphan)) send(orphan.pid, 'SIGKILL', { group: true })
}
