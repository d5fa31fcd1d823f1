import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bornAt, send } from './identity.mjs'
import { Supervised } from './supervised.mjs'

/** @type {string} */
let folder
/** @type {Supervised | undefined} */
let running
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-supervised-'))
})
afterEach(async () => {
  await running?.stop({ graceMs: 0 })
  running = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** @param {string} body @param {{ say?: (text: string) => void }} [options] */
function program(body, { say = () => {} } = {}) {
  const script = join(folder, 'program.mjs')
  writeFileSync(script, body)
  running = new Supervised({
    name: 'program',
    script,
    env: { ...process.env, FOLDER: folder },
    log: join(folder, 'logs/program.log'),
    say,
  })
  running.start()
  return running
}

/** @param {string} text */
const logSays = (text) =>
  vi.waitFor(() => expect(readFileSync(join(folder, 'logs/program.log'), 'utf8')).toContain(text), 10_000)

const STAYS = "console.log('up', process.pid); setInterval(() => {}, 1000);"

describe('a supervised program', () => {
  it('is asked to end, and ends in its own way', async () => {
    const it = program(`process.on('SIGTERM', () => { console.log('farewell'); process.exit(0) }); ${STAYS}`)
    await logSays('up')
    await it.stop({ graceMs: 10_000 })
    expect(it.tail()).toContain('farewell')
    expect(it.running).toBe(false)
  })

  it('is killed when it does not listen, with what it has started', async () => {
    const child =
      "import { spawn } from 'node:child_process'; console.log('child', spawn('sleep', ['60']).pid);"
    const it = program(`process.on('SIGTERM', () => {}); ${child} ${STAYS}`)
    await logSays('up')
    const pid = Number(/child (\d+)/.exec(it.tail())?.[1])
    expect(bornAt(pid)).toBeDefined()
    await it.stop({ graceMs: 200 })
    await vi.waitFor(() => expect(bornAt(pid)).toBeUndefined())
  })

  it('is not waited for when somebody is in a hurry', async () => {
    const it = program(`process.on('SIGTERM', () => {}); ${STAYS}`)
    await logSays('up')
    await it.stop({ graceMs: 60_000, hurry: AbortSignal.timeout(100) })
    expect(it.running).toBe(false)
  })

  it('is started again when it dies, which is said', async () => {
    /** @type {string[]} */
    const said = []
    const it = program(STAYS, { say: (text) => said.push(text) })
    await logSays('up')
    const first = it.identity?.pid ?? 0
    process.kill(first, 'SIGKILL')
    await vi.waitFor(() => expect(it.running && it.identity?.pid !== first).toBe(true), 10_000)
    expect(said.join()).toMatch(/program ended \(SIGKILL\); it is started again in 1 s/)
  })

  it('is not started again after it was stopped while it waited for that', async () => {
    const it = program('process.exit(3)')
    await vi.waitFor(() => expect(it.running).toBe(false))
    await it.stop({ graceMs: 100 })
    await sleep(1_300)
    expect(it.running).toBe(false)
  })
})

describe('the leash', () => {
  it('ends the program in the ordinary way when whoever runs it is killed', async () => {
    writeFileSync(
      join(folder, 'program.mjs'),
      `import { writeFileSync } from 'node:fs'
      process.on('SIGTERM', () => { writeFileSync(process.env.FOLDER + '/ended', 'in order'); process.exit(0) })
      ${STAYS}`,
    )
    const parent = `import { Supervised } from ${JSON.stringify(new URL('./supervised.mjs', import.meta.url).href)}
      const it = new Supervised({ name: 'x', script: ${JSON.stringify(join(folder, 'program.mjs'))}, log: ${JSON.stringify(join(folder, 'logs/program.log'))},
        env: { ...process.env, FOLDER: ${JSON.stringify(folder)} }, say() {} })
      it.start()`
    const holder = spawn(process.execPath, ['--input-type=module', '-e', parent], { stdio: 'ignore' })
    await vi.waitFor(() => expect(existsSync(join(folder, 'logs/program.log'))).toBe(true), 10_000)
    await logSays('up')
    const pid = Number(/up (\d+)/.exec(readFileSync(join(folder, 'logs/program.log'), 'utf8'))?.[1])
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    await vi.waitFor(() => expect(bornAt(pid)).toBeUndefined(), 10_000)
    expect(readFileSync(join(folder, 'ended'), 'utf8')).toBe('in order')
  })
})

describe('the identity of a process', () => {
  it('tells two processes apart, and a living from a dead one', async () => {
    const child = spawn('sleep', ['60'])
    const pid = child.pid ?? 0
    expect(bornAt(pid)).toBe(bornAt(pid))
    expect(bornAt(pid)).not.toBe(bornAt(process.pid))
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(bornAt(pid)).toBeUndefined()
    expect(send(pid, 'SIGTERM')).toBe(false)
  })
})
