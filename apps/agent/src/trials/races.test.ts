import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { seededRandom } from '@goherd/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, sandbox } from '../disk/sandbox.js'
import { buildEntry } from './build-entry.js'
import { quickFolder } from './quick-folder.js'
import { SEED, trials } from './scale.js'
import { shown } from './shown.js'

const RACES = trials(200, 5000)
const AGENTS = 3

/** A process that races when it is told to. */
class Racer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>

  constructor(program: string, root: string) {
    this.#child = spawn(process.execPath, [program, root], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async line(): Promise<string> {
    return String((await this.#lines.next()).value)
  }

  race(): Promise<string> {
    this.#child.stdin.write('go\n')
    return this.line()
  }

  async end(): Promise<void> {
    this.#child.stdin.end()
    await once(this.#child, 'exit')
  }
}

describe('agents on one root', () => {
  let box: Sandbox
  let racers: Racer[] = []

  beforeAll(async () => {
    box = await sandbox(quickFolder())
    const program = buildEntry('races-entry.ts', join(box.folder, 'racer.mjs'))
    racers = Array.from({ length: AGENTS }, () => new Racer(program, box.layout.root))
    for (const racer of racers) expect(await racer.line()).toBe('ready')
  })
  afterAll(async () => {
    for (const racer of racers) await racer.end()
    box.remove()
  })

  it(`never write both, with and without the lock of a dead one (${RACES} races, seed ${SEED})`, async () => {
    const random = seededRandom(SEED)
    const failures: string[] = []
    let refused = 0
    for (let n = 0; n < RACES; n++) {
      if (random() < 0.5)
        writeFileSync(
          box.layout.lock,
          JSON.stringify({ id: `dead${n}`, pid: 2 ** 22 + 1, startedAt: 'gone' }),
        )
      const outcomes = await Promise.all(racers.map((racer) => racer.race()))
      const written = outcomes.filter((outcome) => outcome === 'written').length
      refused += outcomes.filter((outcome) => outcome === 'locked').length
      if (written === 0 || outcomes.some((outcome) => outcome !== 'written' && outcome !== 'locked'))
        failures.push(`race ${n}: ${outcomes.join(', ')}`)
    }
    const note = `${AGENTS} agents each, ${refused} times one was refused`
    shown({ row: 'agents on one root: no double write', trials: RACES, failures: failures.length, note })
    expect(failures).toEqual([])
    expect(refused).toBeGreaterThan(0)
    expect(readdirSync(box.layout.root).filter((name) => name.startsWith('lock'))).toEqual([])
  })
})
