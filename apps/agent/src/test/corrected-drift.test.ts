import { mkdtempSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DesiredState } from '@goherd/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Daemon, startDaemon } from '../daemon.js'
import { layoutOf } from '../disk/layout.js'
import { goodRelease } from '../disk/sandbox.js'
import { enroll } from '../enroll.js'
import { knock } from '../local-door.js'
import { SILENT } from '../log.js'
import { TestServer } from './test-server.js'

const [OLD, NEW] = ['go1.21.13', 'go1.22.12']
/** Short, so that a fight is over soon; the default is a minute and five times. */
const DAMPING = { correctionPauseMs: 1_000, correctionsAnHour: 3 }

describe('a host that puts drift right by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goherd-corrected-'))
  const layout = layoutOf(join(folder, 'root'))
  const current = join(layout.root, 'current')
  let server: TestServer
  let daemon: Daemon

  const desired = (release: string): DesiredState => ({
    release,
    settings: {},
    policy: { drift: 'correct' },
  })
  const there = (epoch: number, release: string) =>
    server.reported((r) => r.epoch === epoch && r.phase.kind === 'idle' && r.observed.goVersion === release)
  const events = () => server.reports.flatMap((report) => report.events)
  const putRight = () => events().filter(({ message }) => message.startsWith('found and put right'))
  const active = () => readlinkSync(current)

  /** As a person would, or another tool: by one rename, behind the agent's back. */
  function moveLink(release: string): void {
    const beside = join(layout.root, 'beside')
    symlinkSync(join('releases', release), beside)
    renameSync(beside, current)
  }

  beforeAll(async () => {
    const made = [goodRelease(OLD), goodRelease(NEW)]
    for (const { archive, bytes } of made) writeFileSync(join(folder, archive.filename), bytes)
    const archives = Object.fromEntries(made.map(({ archive }, n) => [[OLD, NEW][n] ?? '', archive]))
    server = await new TestServer({ folder, archives }).start()
    const labels = { given: {}, file: null, command: null }
    await enroll({ layout, server: server.url, token: 'good-token', name: 'host-a', labels })
    daemon = await startDaemon({ layout, log: SILENT, config: { startJitterMs: 0, ...DAMPING } })
    for (const release of [OLD, NEW]) await there(server.assign(desired(release)), release)
  })
  afterAll(async () => {
    await daemon.stop()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('says to its server that it can', () => {
    expect(server.handshakes.at(-1)?.capabilities).toContain('drift-correct')
    expect(server.reports.find(({ facts }) => facts)?.facts?.capabilities).toContain('drift-correct')
  })

  it('puts a link back that was moved by hand, within a heartbeat, and tells what it found', async () => {
    const before = server.reports.length
    moveLink(OLD)
    const report = await server.reported((r) => r.events.some((e) => e.message.startsWith('found and put')))
    expect(report.observed.link).toEqual({ kind: 'managed', release: NEW })
    expect(active()).toBe(join('releases', NEW))
    // The look that found it began to put it right: none came to rest with it, which would have been reported.
    const links = server.reports.slice(before).map(({ observed }) => observed.link)
    expect(links).not.toContainEqual({ kind: 'managed', release: OLD })
    expect(putRight().map(({ kind, message }) => [kind, message])).toEqual([
      ['converged', `found and put right: the current link leads to ${OLD}; it should lead to ${NEW}`],
    ])
    expect(events().map(({ kind }) => kind)).toContain('drift')
  })

  it('does not fight a tool that moves it again and again: it pauses, stops, and says so', async () => {
    const moves: number[] = []
    const tool = setInterval(() => {
      if (active() === join('releases', OLD)) return
      moves.push(Date.now())
      moveLink(OLD)
    }, 20)
    try {
      await server.reported((r) => r.events.some(({ error }) => error?.code === 'drift_comes_back'))
    } finally {
      clearInterval(tool)
    }
    // Once before the tool, and twice against it: the second time 2 s after the first at the earliest.
    expect(putRight()).toHaveLength(DAMPING.correctionsAnHour)
    expect(moves).toHaveLength(3)
    expect((moves[2] ?? 0) - (moves[0] ?? 0)).toBeGreaterThanOrEqual(2_000)
    expect(events().map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^came back after it was put right 2 times within the hour, and is put right again/,
      ),
    )
    const stopped = events().find(({ error }) => error?.code === 'drift_comes_back')
    expect(stopped).toMatchObject({ kind: 'failed', error: { hint: expect.stringMatching(/^Find out who/) } })
    const last = server.reports.at(-1)
    expect(last?.observed.link).toEqual({ kind: 'managed', release: OLD })
    expect(last?.phase.kind).toBe('idle')
  })

  it('took no snapshot of a state that it has one of', () => {
    const { snapshots } = server.reports.at(-1)?.observed ?? { snapshots: [] }
    const ofOld = snapshots.filter(({ release }) => release === OLD)
    expect(ofOld.map(({ reason }) => reason)).toEqual([`before epoch 2 (${NEW})`])
  })

  it('begins again with the next assignment, with its server away, but not while it is held', async () => {
    await there(server.assign(desired(NEW)), NEW)
    const until = new Date(Date.now() + 3_600_000).toISOString()
    const hold = { reason: 'looking into it', by: 'ann', since: new Date().toISOString(), until }
    expect(await knock(layout, { kind: 'hold', hold })).toEqual({ kind: 'held' })
    moveLink(OLD)
    await server.reported((r) => r.phase.kind === 'held' && r.observed.goVersion === OLD)
    expect(active()).toBe(join('releases', OLD))
    await server.stop()
    expect(await knock(layout, { kind: 'hold', hold: null })).toEqual({ kind: 'held' })
    await expect.poll(active, { timeout: 60_000, interval: 10 }).toBe(join('releases', NEW))
  })
})
