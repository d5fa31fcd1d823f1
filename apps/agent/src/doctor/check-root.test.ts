import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate } from '../disk/activate.js'
import { manifestOf, treeOf } from '../disk/layout.js'
import { lockRoot } from '../disk/lock.js'
import { goodRelease, install, type Sandbox, sandbox } from '../disk/sandbox.js'
import { takeSnapshot } from '../disk/snapshot.js'
import { checkLink, checkMemory, checkReleases, checkSnapshots, checkStaging } from './check-releases.js'
import { checkFolders, checkLock, checkRoot } from './check-root.js'
import { repairAll } from './doctor.js'
import type { Finding } from './finding.js'
import { patientOf } from './test-patient.js'

let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
})
afterEach(() => box.remove())

/** Repairs a finding as --fix does, and answers what was said. */
async function fix(finding: Finding): Promise<string[]> {
  const repaired = await repairAll([finding], await patientOf(box.layout))
  return repaired.map(({ done, says }) => `${done ? 'fixed' : 'not fixed'}: ${says}`)
}

describe('the root', () => {
  it('of its owner and closed to others is well', async () => {
    expect(checkRoot(await patientOf(box.layout))).toMatchObject({ status: 'ok' })
    expect(checkFolders(await patientOf(box.layout))).toMatchObject({ status: 'ok' })
  })

  it('that everyone may write to is closed', async () => {
    chmodSync(box.layout.root, 0o777)
    const found = checkRoot(await patientOf(box.layout))
    expect(found).toMatchObject({ status: 'fail', says: `everyone may write to ${box.layout.root}` })
    expect(await fix(found)).toEqual([`fixed: set the mode of ${box.layout.root} to 775`])
    expect(checkRoot(await patientOf(box.layout)).status).toBe('ok')
  })

  it('of another user is named', async () => {
    const patient = await patientOf(box.layout)
    const other = { ...patient, port: { ...patient.port, uid: 4242 } }
    expect(checkRoot(other)).toMatchObject({
      status: 'fail',
      says: expect.stringContaining('this is user 4242'),
    })
  })

  it('that everyone may replace is a warning', async () => {
    chmodSync(join(box.folder, 'around'), 0o777)
    const found = checkRoot(await patientOf(box.layout))
    expect(found).toMatchObject({ status: 'warn', fix: `Run: chmod o-w ${box.folder}/around`, repair: null })
    chmodSync(join(box.folder, 'around'), 0o1777)
    expect(checkRoot(await patientOf(box.layout)).status).toBe('ok')
  })

  it('has folders of the right kind and mode', async () => {
    chmodSync(box.layout.state, 0o755)
    const open = checkFolders(await patientOf(box.layout))
    expect(open).toMatchObject({ status: 'fail', says: `others may look into ${box.layout.state}` })
    await fix(open)
    expect(statSync(box.layout.state).mode & 0o777).toBe(0o700)
    rmSync(box.layout.cache, { recursive: true })
    const missing = checkFolders(await patientOf(box.layout))
    expect(missing.says).toBe(`${box.layout.cache} is missing`)
    await fix(missing)
    expect(existsSync(box.layout.cache)).toBe(true)
    rmSync(box.layout.cache, { recursive: true })
    symlinkSync('/tmp', box.layout.cache)
    expect(checkFolders(await patientOf(box.layout))).toMatchObject({ status: 'fail', repair: null })
  })
})

describe('the lock', () => {
  let other: ChildProcess | undefined
  afterEach(() => other?.kill('SIGKILL'))

  it('of nobody, of a daemon and of a process that is gone is well', async () => {
    expect(await checkLock(await patientOf(box.layout))).toMatchObject({ says: 'nobody holds the lock' })
    const lock = await lockRoot(box.layout)
    const live = {
      pid: process.pid,
      connected: true,
      connectionError: null,
      phase: { kind: 'idle' } as const,
      epoch: 1,
    }
    expect((await checkLock(await patientOf(box.layout, { live }))).status).toBe('ok')
    const held = readFileSync(box.layout.lock, 'utf8')
    await lock.release()
    writeFileSync(box.layout.lock, held.replace(/"startedAt":"[^"]*"/, '"startedAt":"before"'))
    expect((await checkLock(await patientOf(box.layout))).says).toContain('of a process that is gone')
  })

  it('of somebody who does not answer is named', async () => {
    other = spawn('sleep', ['60'])
    await once(other, 'spawn')
    const lock = await lockRoot(box.layout)
    expect(await checkLock(await patientOf(box.layout))).toMatchObject({
      status: 'warn',
      says: `process ${process.pid} holds the lock and does not answer as a daemon`,
    })
    await lock.release()
  })
})

describe('releases', () => {
  it('that are whole are said', async () => {
    await install(box.layout, goodRelease('go1.22.12'))
    await activate(box.layout, 'go1.22.12')
    expect(checkReleases(await patientOf(box.layout))).toMatchObject({
      status: 'ok',
      says: 'go1.22.12: complete',
    })
    expect(checkLink(await patientOf(box.layout))).toMatchObject({
      status: 'ok',
      says: 'go1.22.12 is active',
    })
  })

  it('with a changed program are named', async () => {
    await install(box.layout, goodRelease('go1.22.12'))
    truncateSync(join(treeOf(box.layout, 'go1.22.12'), 'bin', 'go'), 3)
    expect(checkReleases(await patientOf(box.layout))).toMatchObject({
      status: 'fail',
      says: 'go1.22.12 is damaged: bin/go is not as it was installed',
      fix: 'Run: goherd-agent install go1.22.12',
    })
  })

  it('with a damaged manifest are named', async () => {
    await install(box.layout, goodRelease('go1.22.12'))
    writeFileSync(manifestOf(box.layout, 'go1.22.12'), 'nonsense')
    expect(checkReleases(await patientOf(box.layout)).says).toContain('the manifest of go1.22.12 is damaged')
  })

  it('of which a half is there are cleared away', async () => {
    mkdirSync(treeOf(box.layout, 'go1.20'))
    const found = checkReleases(await patientOf(box.layout))
    expect(found).toMatchObject({ status: 'warn', says: 'of go1.20 only a half is there' })
    expect((await fix(found))[0]).toMatch(/^fixed: .*halves of go1.20$/)
    expect(readdirSync(box.layout.releases)).toEqual([])
  })
})

describe('the link', () => {
  it('that dangles goes back to the newest snapshot’s release, through the state machine', async () => {
    await install(box.layout, goodRelease('go1.22.12'))
    await install(box.layout, goodRelease('go1.23.5'))
    await activate(box.layout, 'go1.22.12')
    await takeSnapshot(box.layout, { reason: 'test', now: '2026-01-01T00:00:00.000Z', id: 's1' })
    rmSync(box.layout.current)
    symlinkSync('releases/go1.99.0', box.layout.current)
    const found = checkLink(await patientOf(box.layout))
    expect(found).toMatchObject({ status: 'fail', fix: 'Run: goherd-agent use go1.22.12' })
    expect(await fix(found)).toEqual(['fixed: made go1.22.12 active'])
    expect(readlinkSync(box.layout.current)).toBe('releases/go1.22.12')
    expect(readdirSync(box.layout.snapshots).length).toBeGreaterThan(1)
  })

  it('of somebody else is theirs', async () => {
    symlinkSync('/usr/local/go', box.layout.current)
    expect(checkLink(await patientOf(box.layout))).toMatchObject({ status: 'fail', repair: null })
    rmSync(box.layout.current)
    mkdirSync(box.layout.current)
    expect(checkLink(await patientOf(box.layout)).says).toContain('is not a link')
  })

  it('that is missing is a warning', async () => {
    expect(checkLink(await patientOf(box.layout)).says).toBe('no release is installed')
    await install(box.layout, goodRelease('go1.22.12'))
    expect(checkLink(await patientOf(box.layout))).toMatchObject({
      status: 'warn',
      says: 'no release is active',
    })
  })
})

describe('records', () => {
  it('that are damaged are named, and snapshots moved aside', async () => {
    await takeSnapshot(box.layout, { reason: 'test', now: '2026-01-01T00:00:00.000Z', id: 's1' })
    expect(checkSnapshots(await patientOf(box.layout)).status).toBe('ok')
    truncateSync(join(box.layout.snapshots, 's1.json'), 20)
    const found = checkSnapshots(await patientOf(box.layout))
    expect(found).toMatchObject({
      status: 'warn',
      says: 'the snapshot s1.json cannot be used: it is cut off or no JSON',
    })
    expect(await fix(found)).toEqual([
      `fixed: moved 1 damaged snapshots to ${box.layout.state}/damaged-snapshots`,
    ])
    expect(checkSnapshots(await patientOf(box.layout)).status).toBe('ok')
    expect(readdirSync(join(box.layout.state, 'damaged-snapshots'))).toEqual(['s1.json'])
  })

  it('of the agent’s memory are named', async () => {
    expect(checkMemory(await patientOf(box.layout)).status).toBe('ok')
    writeFileSync(join(box.layout.state, 'memory.json'), 'torn')
    expect(checkMemory(await patientOf(box.layout))).toMatchObject({
      status: 'fail',
      fix: expect.stringContaining('Move both files away'),
    })
  })

  it('left unfinished are cleared away, but not under a living agent', async () => {
    mkdirSync(join(box.layout.staging, 'go1.22.12-abc'))
    const found = checkStaging(await patientOf(box.layout))
    expect(found).toMatchObject({ status: 'warn', says: `1 unfinished folders lie in ${box.layout.staging}` })
    const lock = await lockRoot(box.layout)
    expect((await fix(found))[0]).toMatch(/^not fixed: another agent works in this root/)
    await lock.release()
    expect(await fix(found)).toEqual(['fixed: cleared away 1 unfinished folders, 0 old downloads'])
    expect(readdirSync(box.layout.staging)).toEqual([])
  })
})
