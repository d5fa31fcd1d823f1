import { createHash } from 'node:crypto'
import type { Accepted } from '@goherd/agent-core'
import { canonicalProof } from '@goherd/model'
import type { HostReport, ReportAnswer } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { FakeClock } from './clock.js'
import { seededRandom } from './seeded-random.js'
import { simulatedTreeDigest } from './simulated-disk.js'
import { SimulatedHost, type Timings } from './simulated-host.js'

const [OLD, NEW] = ['go1.21.13', 'go1.22.12']

function assignment(epoch: number, release: string, settings: Record<string, string> = {}): Accepted {
  return {
    epoch,
    desired: { release, settings },
    archive: {
      filename: `${release}.linux-amd64.tar.gz`,
      sha256: release === OLD ? 'a'.repeat(64) : 'b'.repeat(64),
      size: 9,
    },
    origin: { kind: 'snapshot', id: 's' },
    urgent: true,
    reason: 'because',
  }
}

/** A simulated host that is connected to a server which commits everything. */
function connected(timings: Timings = {}) {
  const clock = new FakeClock()
  const reports: HostReport[] = []
  let answer: ReportAnswer | undefined | 'commit' = 'commit'
  const host = new SimulatedHost({
    clock,
    random: seededRandom(1),
    timings,
    report: (report, _first, answered) => {
      reports.push(report)
      answered(answer === 'commit' ? { ok: true, seq: report.seq } : answer)
    },
  })
  host.start()
  host.dispatch({ kind: 'connected', lastSeq: 0 })
  return {
    clock,
    reports,
    host,
    refuse: (next: ReportAnswer | undefined) => {
      answer = next
    },
    commit: () => {
      answer = 'commit'
    },
  }
}

describe('a simulated host', () => {
  it('goes where it is assigned and proves it like a real one', () => {
    const { host, reports } = connected()
    host.dispatch({ kind: 'assigned', assignment: assignment(1, NEW, { GOPROXY: 'direct' }) })
    expect(host.disk.activeRelease).toBe(NEW)
    expect(host.disk.settings).toEqual({ GOPROXY: 'direct' })
    const treeDigest = simulatedTreeDigest({ filename: '', sha256: 'b'.repeat(64), size: 9 })
    const proof = canonicalProof({ release: NEW, treeDigest, settings: { GOPROXY: 'direct' } })
    expect(reports.at(-1)).toMatchObject({ epoch: 1, phase: { kind: 'idle' } })
    expect(reports.at(-1)?.observed.proof).toBe(createHash('sha256').update(proof).digest('hex'))
  })

  it('takes the tree digest that the assignment carries', () => {
    const treeDigest = 'c'.repeat(64)
    expect(simulatedTreeDigest({ filename: '', sha256: 'b'.repeat(64), size: 9, treeDigest })).toBe(
      treeDigest,
    )
  })

  it('takes the time it is told to', () => {
    const { host, clock } = connected({ install: 5_000, probe: 1_000 })
    host.dispatch({ kind: 'assigned', assignment: assignment(1, NEW) })
    clock.advance(4_999)
    expect(host.disk.activeRelease).toBeNull()
    clock.advance(1)
    expect(host.disk.activeRelease).toBe(NEW)
    expect(host.state.memory.reachedEpoch).toBe(0)
    clock.advance(1_000)
    expect(host.state.memory.reachedEpoch).toBe(1)
  })

  it('survives a kill in the middle, with what it had saved', () => {
    const { host, clock } = connected({ probe: 1_000 })
    host.dispatch({ kind: 'assigned', assignment: assignment(1, NEW) })
    clock.advance(500)
    host.kill()
    host.start()
    expect(host.state.activity.kind).toBe('checking')
    clock.advance(2_000)
    expect(host.state.memory.reachedEpoch).toBe(1)
  })

  it('switches back by itself when the new go is broken, and tries again later', () => {
    const { host, clock, reports } = connected()
    host.dispatch({ kind: 'assigned', assignment: assignment(1, OLD) })
    host.disk.broken.add(NEW)
    host.dispatch({ kind: 'assigned', assignment: assignment(2, NEW) })
    expect(host.disk.activeRelease).toBe(OLD)
    expect(reports.at(-1)?.phase).toMatchObject({ kind: 'failed', error: { code: 'probe_failed' } })
    host.disk.broken.clear()
    clock.advance(120_000)
    expect(host.disk.activeRelease).toBe(NEW)
  })

  it('puts right what somebody did behind its back, where its group asks for that', () => {
    const { host, clock, reports } = connected()
    const { desired, ...rest } = assignment(1, NEW, { GOPROXY: 'direct' })
    const kept = { ...rest, desired: { ...desired, policy: { drift: 'correct' as const } } }
    host.dispatch({ kind: 'assigned', assignment: kept })
    const deeds = [
      () => host.disk.moveLink({ kind: 'foreign', target: '/usr/local/go' }),
      () => host.disk.editSettings(NEW, { GOPROXY: 'off' }),
      () => host.disk.deleteTree(NEW),
    ]
    for (const deed of deeds) {
      clock.advance(3_600_000)
      deed()
      host.dispatch({ kind: 'heartbeat' })
      expect(host.disk.activeRelease).toBe(NEW)
      expect(host.disk.settings).toEqual({ GOPROXY: 'direct' })
    }
    host.disk.damage(NEW)
    host.dispatch({ kind: 'recheck-asked', bytes: true })
    expect(reports.at(-1)?.observed.bytes.kind).toBe('intact')
    const told = reports.flatMap(({ events }) => events).filter((e) => e.message.startsWith('found and put'))
    expect(new Set(told.map(({ id }) => id)).size).toBe(4)
  })

  it('does not fight whoever moves its link again and again', () => {
    const { host, clock, reports } = connected()
    const { desired, ...rest } = assignment(2, NEW)
    const kept = { ...rest, desired: { ...desired, policy: { drift: 'correct' as const } } }
    host.dispatch({ kind: 'assigned', assignment: assignment(1, OLD) })
    host.dispatch({ kind: 'assigned', assignment: kept })
    let undone = 0
    for (let beat = 0; beat < 360; beat += 1) {
      host.disk.moveLink({ kind: 'managed', release: OLD })
      host.dispatch({ kind: 'heartbeat' })
      if (host.disk.activeRelease === NEW) undone += 1
      clock.advance(10_000)
    }
    expect(undone).toBe(5)
    const errors = reports.flatMap(({ events }) => events).flatMap(({ error }) => error?.code ?? [])
    expect(errors).toEqual(['drift_comes_back'])
    expect(reports.at(-1)?.observed.link).toEqual({ kind: 'managed', release: OLD })
  })

  it('reports what somebody did behind its back, and leaves it', () => {
    const { host, reports } = connected()
    host.dispatch({ kind: 'assigned', assignment: assignment(1, OLD) })
    host.dispatch({ kind: 'assigned', assignment: assignment(2, NEW) })
    host.disk.moveLink({ kind: 'managed', release: OLD })
    host.dispatch({ kind: 'heartbeat' })
    expect(reports.at(-1)?.observed.link).toEqual({ kind: 'managed', release: OLD })
    host.disk.editSettings(OLD, { GOPROXY: 'off' })
    host.dispatch({ kind: 'heartbeat' })
    expect(reports.at(-1)?.observed.settings).toEqual({ GOPROXY: 'off' })
    host.disk.damage(OLD)
    host.dispatch({ kind: 'recheck-asked', bytes: true })
    expect(reports.at(-1)?.observed.bytes.kind).toBe('changed')
    host.disk.deleteTree(OLD)
    host.dispatch({ kind: 'heartbeat' })
    expect(reports.at(-1)?.observed.link.kind).toBe('dangling')
    host.dispatch({ kind: 'assigned', assignment: assignment(3, OLD) })
    expect(host.disk.activeRelease).toBe(OLD)
    expect(host.disk.settings).toEqual({})
  })

  it('goes back to a snapshot when somebody asks on the machine', async () => {
    const { host } = connected()
    host.dispatch({ kind: 'assigned', assignment: assignment(1, OLD, { GOFLAGS: '-v' }) })
    host.dispatch({ kind: 'assigned', assignment: assignment(2, NEW) })
    expect(await host.ask('r1', { kind: 'rollback', snapshot: null, fetch: null })).toMatchObject({
      ok: true,
      release: OLD,
    })
    expect(host.disk.settings).toEqual({ GOFLAGS: '-v' })
    expect(await host.ask('r2', { kind: 'use', release: 'go1.2' })).toMatchObject({ ok: false })
  })

  it('sends again what was refused or not answered', () => {
    const fleet = connected()
    fleet.refuse({ ok: false, error: { code: 'busy', message: 'busy', hint: 'wait' }, retryAfterMs: 2_000 })
    fleet.host.dispatch({ kind: 'assigned', assignment: assignment(1, OLD) })
    fleet.refuse(undefined)
    fleet.clock.advance(2_000)
    fleet.commit()
    fleet.clock.advance(60_000)
    expect(fleet.reports.at(-1)).toMatchObject({ epoch: 1, phase: { kind: 'idle' } })
    expect(fleet.host.state.memory.events).toEqual([])
  })

  it('restores the link that led elsewhere when its first change fails', () => {
    const { host } = connected()
    host.disk.moveLink({ kind: 'foreign', target: '/opt/go' })
    host.disk.broken.add(NEW)
    host.dispatch({ kind: 'assigned', assignment: assignment(1, NEW) })
    expect(host.state.observed?.link).toEqual({ kind: 'foreign', target: '/opt/go' })
  })

  it('cannot install where its disk refuses, keeps what it had and tries again later', () => {
    const { host, clock, reports } = connected()
    host.dispatch({ kind: 'assigned', assignment: assignment(1, OLD) })
    host.disk.refusal = { code: 'disk_full', message: 'full', hint: 'Free some space.' }
    host.dispatch({ kind: 'assigned', assignment: assignment(2, NEW) })
    expect(host.disk.activeRelease).toBe(OLD)
    expect(reports.at(-1)?.phase).toMatchObject({ kind: 'failed', error: { code: 'disk_full' } })
    host.disk.refusal = undefined
    clock.advance(3_600_000)
    expect(host.disk.activeRelease).toBe(NEW)
  })

  it('reports what builds would really run once somebody has looked', () => {
    const { host, reports } = connected()
    host.dispatch({ kind: 'assigned', assignment: assignment(1, NEW) })
    expect(reports.at(-1)?.observed.effective).toBeUndefined()
    const nothing = { others: [], toolchains: [], overrides: [], workspaces: [], tools: [] }
    host.disk.effective = {
      onPath: true,
      contexts: [{ context: 'service', user: 'ci', go: null }],
      ...nothing,
    }
    host.dispatch({ kind: 'recheck-asked', bytes: false })
    expect(reports.at(-1)?.observed.effective?.contexts).toEqual([
      { context: 'service', user: 'ci', go: null },
    ])
  })
})
