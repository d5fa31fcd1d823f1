import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { activate } from '../disk/activate.js'
import { errnoOf } from '../disk/errno.js'
import { fileSource } from '../disk/file-source.js'
import { goodRelease, install, type Sandbox, sandbox } from '../disk/sandbox.js'
import { run } from '../test/agent-process.js'
import { testGo } from '../test/test-go.js'
import { buildEntry } from './build-entry.js'
import { LONG, trials } from './scale.js'
import { shown } from './shown.js'

const RUNS = trials(800, 100_000)
const OPENS = trials(40_000, 2_000_000)
const BUILDS = trials(1, 10)
const OLD = 'go1.21.13'
const NEW = 'go1.22.12'
const go = testGo()

/** A process that switches between two releases as fast as it can. */
class Switcher {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  #said = ''

  constructor({ folder, layout }: Sandbox) {
    const program = buildEntry('switching-entry.ts', join(folder, 'switching.mjs'))
    const args = [program, layout.root, OLD, NEW]
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child.stdout.on('data', (text: Buffer) => {
      this.#said += text.toString()
    })
  }

  /** Stops it and answers how often it switched. */
  async end(): Promise<number> {
    this.#child.stdin.end()
    await new Promise((closed) => this.#child.on('close', closed))
    return Number(this.#said)
  }
}

describe('who reads while the link moves', () => {
  it(
    `always finds a go: ${RUNS} runs and ${OPENS} opens`,
    async () => {
      const box = await sandbox()
      for (const release of [OLD, NEW]) await install(box.layout, goodRelease(release))
      await activate(box.layout, OLD)
      const program = join(box.layout.current, 'bin', 'go')
      const switcher = new Switcher(box)
      const loop = `n=0; while [ $n -lt ${RUNS} ]; do "$1" version || echo missed; n=$((n+1)); done`
      const running = run('/bin/sh', ['-c', loop, 'sh', program])
      const missedOpens = await openAgainAndAgain(program)
      const lines = (await running).stdout.trim().split('\n')
      const switches = await switcher.end()
      const missedRuns = lines.filter((line) => !/^go version go1\.2[12]\.1[23] /.test(line)).length
      box.remove()
      const note = `${RUNS} runs of go, ${OPENS} opens, during ${switches} switches`
      shown({
        row: 'readers never see a gap',
        trials: RUNS + OPENS,
        failures: missedRuns + missedOpens,
        note,
      })
      expect({ missedRuns, missedOpens, runs: lines.length }).toEqual({
        missedRuns: 0,
        missedOpens: 0,
        runs: RUNS,
      })
      expect(switches).toBeGreaterThan(100)
    },
    LONG ? 1_200_000 : 120_000,
  )

  it.skipIf(go === undefined)(
    `and a build that runs through switches stays on its own tree (${BUILDS} builds; needs GOHERD_TEST_GO)`,
    async () => {
      if (go === undefined) return
      const box = await sandbox()
      for (const release of [OLD, NEW]) {
        const archive = go.archives[release]
        if (archive === undefined) throw new Error(`GOHERD_TEST_GO has no ${release}`)
        const source = fileSource(join(go.folder, archive.filename))
        await install(box.layout, { bytes: Buffer.alloc(0), archive }, { source, release })
      }
      await activate(box.layout, OLD)
      const failures: string[] = []
      for (let n = 0; n < BUILDS; n++) failures.push(...(await buildWhileSwitching(box, n)))
      box.remove()
      shown({ row: 'a build that runs through switches', trials: BUILDS, failures: failures.length })
      expect(failures).toEqual([])
    },
    BUILDS * 300_000,
  )
})

async function openAgainAndAgain(program: string): Promise<number> {
  const buffer = Buffer.alloc(2)
  let missed = 0
  for (let n = 0; n < OPENS; n++) {
    if (n % 1000 === 0) await new Promise(setImmediate)
    try {
      const fd = openSync(program, 'r')
      if (readSync(fd, buffer, 0, 2, 0) !== 2) missed += 1
      closeSync(fd)
    } catch (cause) {
      if (errnoOf(cause) !== 'ENOENT') throw cause
      missed += 1
    }
  }
  return missed
}

/** Compiles a part of the standard library from nothing, with nothing of a build before, while the link moves all the time. */
async function buildWhileSwitching({ folder, layout }: Sandbox, n: number): Promise<string[]> {
  const source = join(folder, `build-${n}`)
  mkdirSync(source)
  writeFileSync(join(source, 'go.mod'), 'module example.com/through\n\ngo 1.21\n')
  writeFileSync(
    join(source, 'main.go'),
    'package main\n\nimport (\n\t"os"\n\t"runtime"\n)\n\nfunc main() { os.Stdout.WriteString(runtime.Version()) }\n',
  )
  const program = join(layout.current, 'bin', 'go')
  const env = [
    `HOME=${folder}`,
    `GOCACHE=${join(folder, `cache-${n}`)}`,
    'GOTOOLCHAIN=local',
    'CGO_ENABLED=0',
  ]
  const switcher = new Switcher({ folder, layout, remove: () => undefined })
  const built = await run('/usr/bin/env', [
    '-i',
    'PATH=/usr/bin:/bin',
    ...env,
    program,
    '-C',
    source,
    'build',
    '-o',
    'program',
    '.',
  ])
  const switches = await switcher.end()
  if (built.status !== 0) return [`build ${n}: ${built.stderr}`]
  if (switches < 10) return [`build ${n}: only ${switches} switches`]
  const { stdout } = await run(join(source, 'program'), [])
  // One tree from its first file to its last: the program names it, and go refuses objects of another.
  return [OLD, NEW].includes(stdout) ? [] : [`build ${n}: it is of ${stdout}`]
}
