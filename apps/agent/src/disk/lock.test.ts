import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockRoot } from './lock.js'
import { type Sandbox, sandbox } from './sandbox.js'

const HOLDER = `
import { lockRoot } from './lock.ts'
import { layoutOf } from './layout.ts'
process.stdin.on('end', () => process.exit())
const layout = layoutOf(process.argv[2])
async function attempt() {
  try { await lockRoot(layout); console.log('held ' + process.pid) }
  catch (error) { console.log(error.code + ' ' + error.message) }
}
process.stdin.on('data', attempt)
console.log('ready')
`

let box: Sandbox
let holder: string
const children: ChildProcess[] = []
beforeEach(async () => {
  box = await sandbox()
  holder = join(box.folder, 'holder.mjs')
  const here = dirname(new URL(import.meta.url).pathname)
  buildSync({
    stdin: { contents: HOLDER, resolveDir: here, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: holder,
    logLevel: 'error',
  })
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  box.remove()
})

interface Contender {
  readonly child: ChildProcess
  /** Lets it try and gives what it says then. */
  attempt(): Promise<string>
}

async function contender(): Promise<Contender> {
  const child = spawn(process.execPath, [holder, box.layout.root], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const line = async () => String((await once(child.stdout ?? child, 'data'))[0]).trim()
  expect(await line()).toBe('ready')
  return {
    child,
    attempt: () => {
      child.stdin?.write('go\n')
      return line()
    },
  }
}

const locked = (pid: number) =>
  expect.objectContaining({ code: 'root_locked', message: expect.stringContaining(`process ${pid} `) })

describe('lockRoot', () => {
  it('is held once, names the holder, and is free again afterwards', async () => {
    const lock = await lockRoot(box.layout)
    await expect(lockRoot(box.layout)).rejects.toEqual(locked(process.pid))
    await lock.release()
    await (await lockRoot(box.layout)).release()
    expect(readdirSync(box.layout.root).filter((name) => name.startsWith('lock'))).toEqual([])
  })

  it('is held against another process, and taken over when that is killed', async () => {
    const other = await contender()
    expect(await other.attempt()).toBe(`held ${other.child.pid}`)
    await expect(lockRoot(box.layout)).rejects.toEqual(locked(other.child.pid ?? 0))
    other.child.kill('SIGKILL')
    await once(other.child, 'exit')
    const lock = await lockRoot(box.layout)
    expect(readFileSync(box.layout.lock, 'utf8')).toContain(`"pid":${process.pid}`)
    await lock.release()
  })

  it('is not fooled by a pid that was given to another process since', async () => {
    writeFileSync(
      box.layout.lock,
      JSON.stringify({ id: 'old', pid: process.pid, startedAt: 'an earlier boot 1' }),
    )
    await (await lockRoot(box.layout)).release()
  })

  it.each(['', '{', '{"id":1}', 'null', '{"id":"x","pid":1.5,"startedAt":"y"}'])(
    'is taken over when the file was torn to %j',
    async (text) => {
      writeFileSync(box.layout.lock, text)
      await (await lockRoot(box.layout)).release()
    },
  )

  it('does not remove a lock that is not its own any more', async () => {
    const lock = await lockRoot(box.layout)
    writeFileSync(box.layout.lock, JSON.stringify({ id: 'foreign', pid: 1, startedAt: 'x' }))
    await lock.release()
    expect(readFileSync(box.layout.lock, 'utf8')).toContain('foreign')
  })

  it('goes to the next when a process died in the middle of taking over', async () => {
    const dead = (id: string) => JSON.stringify({ id, pid: 2 ** 22 + 1, startedAt: 'gone' })
    writeFileSync(box.layout.lock, dead('a'))
    writeFileSync(`${box.layout.lock}.after-a`, dead('b'))
    writeFileSync(`${box.layout.lock}.after-b`, dead('c'))
    await (await lockRoot(box.layout)).release()
    expect(readdirSync(box.layout.root).filter((name) => name.startsWith('lock'))).toEqual([])
  })

  it('is won by exactly one of many, again and again, over a lock of the dead', async () => {
    const contenders = await Promise.all(Array.from({ length: 6 }, contender))
    const rounds = contenders.length - 1
    const racing = new Set(contenders)
    for (let round = 0; round < rounds; round++) {
      const said = await Promise.all([...racing].map(async (c) => [c, await c.attempt()] as const))
      const winners = said.filter(([, line]) => line.startsWith('held'))
      expect(winners, `round ${round}: ${said.map(([, line]) => line).join('; ')}`).toHaveLength(1)
      const [winner] = winners[0] ?? []
      if (!winner) return
      racing.delete(winner)
      winner.child.kill('SIGKILL')
      await once(winner.child, 'exit')
    }
  })

  it('is won by one in many races within a process', async () => {
    for (let round = 0; round < 200; round++) {
      if (round % 2 === 0)
        writeFileSync(box.layout.lock, JSON.stringify({ id: `dead${round}`, pid: 0, startedAt: '' }))
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockRoot(box.layout)))
      const won = tries.flatMap((t) => (t.status === 'fulfilled' ? [t.value] : []))
      expect(won, `round ${round}`).toHaveLength(1)
      await won[0]?.release()
    }
    expect(readdirSync(box.layout.root).filter((name) => name.startsWith('lock'))).toEqual([])
  })
})
