import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Phase } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeHere } from '../change-here.js'
import { type Daemon, startDaemon } from '../daemon.js'
import { layoutOf, treeOf } from '../disk/layout.js'
import { goodRelease } from '../disk/sandbox.js'
import { enroll } from '../enroll.js'
import { knock } from '../local-door.js'
import { SILENT } from '../log.js'
import { readHold, writeHold } from '../maintenance-file.js'
import { TestServer } from './test-server.js'

const [OLD, NEW] = ['go1.21.13', 'go1.22.12']

describe('a host that its people hold, and a switch that waits', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goherd-held-'))
  const layout = layoutOf(join(folder, 'root'))
  let server: TestServer
  let daemon: Daemon
  let build: ChildProcess | undefined
  const active = (epoch: number, release: string) =>
    server.reported((r) => r.epoch === epoch && r.phase.kind === 'idle' && r.observed.goVersion === release)
  const holdFor = (ms: number) => ({
    reason: 'a load test',
    by: 'ann',
    since: new Date().toISOString(),
    until: new Date(Date.now() + ms).toISOString(),
  })

  beforeAll(async () => {
    const made = [goodRelease(OLD), goodRelease(NEW)]
    for (const { archive, bytes } of made) writeFileSync(join(folder, archive.filename), bytes)
    const archives = Object.fromEntries(
      [OLD, NEW].map((release, n) => [release, made[n]?.archive ?? never()]),
    )
    server = await new TestServer({ folder, archives }).start()
    const labels = { given: {}, file: null, command: null }
    await enroll({ layout, server: server.url, token: 'good-token', name: 'host-a', labels })
    daemon = await startDaemon({ layout, log: SILENT, config: { startJitterMs: 0 } })
    await active(server.assign({ release: OLD, settings: {} }), OLD)
  })
  afterAll(async () => {
    build?.kill('SIGKILL')
    await daemon.stop()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('lets an assignment wait while it is held, and shows by whom', async () => {
    expect(await knock(layout, { kind: 'hold', hold: holdFor(3_600_000) })).toEqual({ kind: 'held' })
    const epoch = server.assign({ release: NEW, settings: {} }, { urgent: false })
    const report = await server.reported((r) => r.epoch === epoch && r.phase.kind === 'held')
    expect(report.maintenance).toMatchObject({ by: 'ann', reason: 'a load test' })
    expect(report.observed.link).toEqual({ kind: 'managed', release: OLD })

    expect(await knock(layout, { kind: 'hold', hold: null })).toEqual({ kind: 'held' })
    expect((await active(epoch, NEW)).maintenance).toBeUndefined()
    expect(readHold(layout)).toBeNull()
  })

  it('notices a lock that was written while nobody listened, and lets it end by itself', async () => {
    await writeHold(layout, holdFor(3_000))
    await server.reported((r) => r.phase.kind === 'held' && r.maintenance !== undefined)
    const epoch = server.assign({ release: OLD, settings: {} }, { urgent: false })
    const report = await active(epoch, OLD)
    expect(report.observed.link).toEqual({ kind: 'managed', release: OLD })
    const kinds = server.reports.flatMap((r) => r.events).filter((e) => e.kind === 'hold')
    expect(kinds.map((e) => e.message).at(-1)).toContain('released, after ann had held it')
  })

  it('does what its people ask through the daemon, and lets them watch', async () => {
    const phases: Phase[] = []
    const onPhase = (phase: Phase) => phases.push(phase)
    const signal = new AbortController().signal
    const changed = await changeHere(layout, { kind: 'use', release: NEW }, { onPhase, signal })
    expect(changed).toMatchObject({ release: NEW, changed: true })
    expect(phases.map((phase) => phase.kind)).toContain('switching')
    await changeHere(layout, { kind: 'use', release: OLD }, { signal })
  })

  it('waits for a build that runs from the active tree, and switches when it has ended', async () => {
    build = spawn('sleep', ['60'], { cwd: treeOf(layout, OLD), stdio: 'ignore' })
    await once(build, 'spawn')
    const policy = { drainSeconds: 60 }
    const epoch = server.assign({ release: NEW, settings: {}, policy }, { urgent: false })
    const waiting = await server.reported((r) => r.epoch === epoch && r.phase.kind === 'draining')
    expect(waiting.phase).toMatchObject({ builds: 1, release: NEW })
    expect(waiting.observed.link).toEqual({ kind: 'managed', release: OLD })
    build.kill('SIGKILL')
    await active(epoch, NEW)
    const drains = server.reports.flatMap((r) => r.events).filter((e) => e.kind === 'drain')
    expect(drains.at(-1)?.message).toMatch(/^waited \d+ s until the running builds had ended$/)
  })

  it('comes back when the server that sent it away says it may', async () => {
    const before = server.handshakes.length
    const sent = Date.now()
    server.dismiss(2_500)
    while (server.handshakes.length === before) await new Promise((again) => setTimeout(again, 50))
    expect(Date.now() - sent).toBeGreaterThanOrEqual(2_500)
  })
})

function never(): never {
  throw new Error('no such archive was made')
}
