import { describe, expect, it } from 'vitest'
import { accepted, ERROR, hold, installed, memoryOn, NEW, OLD, observed } from './test/samples.js'
import { Play } from './test/transcript.js'

const INTACT = { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } as const
const CHANGED = { ...INTACT, kind: 'changed', count: 2, sample: ['bin/go', 'src/fmt/print.go'] } as const
const both = (active: string, changes = {}) =>
  observed(active, { installed: installed(OLD, NEW), ...changes })

/** An assignment of OLD, in a group that wants drift put right. */
const kept = (drift: 'report' | 'correct' = 'correct', more = {}) =>
  accepted(1, OLD, { desired: { release: OLD, settings: {}, policy: { drift } }, urgent: false, ...more })

/** An agent that has reached OLD at epoch 1, connected, with everything reported. */
function reachedOld(assignment = kept()): Play {
  const memory = memoryOn(OLD, { accepted: assignment, reachedEpoch: 1 })
  const play = new Play().start(memory).sees(both(OLD)).happens({ kind: 'connected', lastSeq: 0 })
  play.happens({ kind: 'report-answered', seq: 1, answer: 'committed' })
  play.read()
  return play
}

describe('drift, where the group wants it put right,', () => {
  it('of the link: by the way of any change, begun at the heartbeat that sees it', () => {
    const play = reachedOld()
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: INTACT }).done({ kind: 'write-settings' })
    play.done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
    play.done({ kind: 'probe', goVersion: OLD }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 1
          note drift: the current link leads to go1.22.12; it should lead to go1.21.13
          do verify-bytes go1.21.13
        verifying
      > verify-bytes done
          do write-settings go1.21.13 {}
        configuring
      > write-settings done
          save epoch 1 reached 1, seq 1
          note settings: settings written for go1.21.13
          do snapshot "before drift from go1.21.13 was put right"
        snapshotting
      > snapshot done
          save epoch 1 reached 1, journal forward go1.22.12 -> go1.21.13, seq 1
          note snapshot: snapshot s1 taken
          do activate go1.21.13
        switching
      > activate done
          save epoch 1 reached 1, journal forward go1.22.12 -> go1.21.13, seq 1
          note switch: switched from go1.22.12 to go1.21.13
          do probe go1.21.13
        checking
      > probe done
          save epoch 1 reached 1, seq 1
          note check: go version answers go1.21.13; a program compiled and ran
          note converged: found and put right: the current link leads to go1.22.12; it should lead to go1.21.13
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          report 2: epoch 1, idle, go1.21.13, 6 events
        idle"
    `)
  })

  it('of settings', () => {
    const play = reachedOld()
    play.happens({ kind: 'heartbeat' }).sees(both(OLD, { settings: { GOPROXY: 'off' } }))
    play.done({ kind: 'snapshot', id: 's1' }).done({ kind: 'write-settings' })
    play.done({ kind: 'probe', goVersion: OLD }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 1
          note drift: GOPROXY is "off" in go.env, not set is wanted
          do snapshot "before drift from go1.21.13 was put right"
        snapshotting
      > snapshot done
          save epoch 1 reached 1, journal forward go1.21.13 -> go1.21.13, seq 1
          note snapshot: snapshot s1 taken
          do write-settings go1.21.13 {}
        switching
      > write-settings done
          save epoch 1 reached 1, journal forward go1.21.13 -> go1.21.13, seq 1
          note switch: settings of go1.21.13 are active
          do probe go1.21.13
        checking
      > probe done
          save epoch 1 reached 1, seq 1
          note check: go version answers go1.21.13; a program compiled and ran
          note converged: found and put right: GOPROXY is "off" in go.env, not set is wanted
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          report 2: epoch 1, idle, go1.21.13, 5 events
        idle"
    `)
  })

  it('of bytes, once somebody asked for a look at them', () => {
    const play = reachedOld()
    play.happens({ kind: 'recheck-asked', bytes: true }).sees(both(OLD))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: CHANGED }).sees(both(OLD, { bytes: CHANGED }))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: CHANGED })
    play.done({ kind: 'install', steps: [{ kind: 'download', durationMs: 5 }] })
    play.done({ kind: 'probe', goVersion: OLD }).sees(both(OLD, { bytes: INTACT }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> recheck-asked
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.21.13
        verifying
      > verify-bytes done
          save epoch 1 reached 1, seq 1
          note verify: 2 files of go1.21.13 changed on disk: bin/go, src/fmt/print.go
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 1
          note drift: 2 files of go1.21.13 changed on disk since it was installed: bin/go, src/fmt/print.go
          do verify-bytes go1.21.13
        verifying
      > verify-bytes done
          save epoch 1 reached 1, seq 2
          do install go1.21.13 {}
          report 2: epoch 1, downloading, go1.21.13, 2 events
        installing
      > install done
          save epoch 1 reached 1, seq 2
          note download: go1.21.13 fetched
          do probe go1.21.13
        checking
      > probe done
          save epoch 1 reached 1, seq 2
          note check: go version answers go1.21.13; a program compiled and ran
          note converged: found and put right: 2 files of go1.21.13 changed on disk since it was installed: bin/go, src/fmt/print.go
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })

  it('of a tree that was deleted: it is fetched again', () => {
    const play = reachedOld()
    const gone = observed(null, {
      link: { kind: 'dangling', target: `releases/${OLD}` },
      installed: installed(NEW),
    })
    play.happens({ kind: 'heartbeat' }).sees(gone)
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          note drift: the current link leads to releases/go1.21.13, where there is no complete tree; it should lead to go1.21.13; no managed Go is active, go1.21.13 is wanted
          do install go1.21.13 {}
          report 2: epoch 1, downloading, dangling, 1 events
        installing"
    `)
  })

  it('with the server away, for as long as nothing has to be fetched', () => {
    const play = reachedOld().happens({ kind: 'disconnected' })
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: INTACT }).done({ kind: 'write-settings' })
    play.done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
    play.done({ kind: 'probe', goVersion: OLD }).sees(both(OLD))
    const told = play.rig.state.memory.events.map(({ kind }) => kind)
    expect(told).toEqual(['drift', 'settings', 'snapshot', 'switch', 'check', 'converged'])
    play.read()
    play.happens({ kind: 'connected', lastSeq: 1 })
    expect(play.read()).toContain('report 2: epoch 1, idle, go1.21.13, 6 events, first')
  })

  it('after a kill in the middle of it, with what had been found', () => {
    const play = reachedOld()
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: INTACT }).done({ kind: 'write-settings' })
    play.done({ kind: 'snapshot', id: 's1' })
    play.read()
    play.restart().sees(both(OLD)).done({ kind: 'probe', goVersion: OLD }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> kill -9, start
          save epoch 1 reached 1, journal forward go1.22.12 -> go1.21.13, seq 1
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          do probe go1.21.13
        checking
      > probe done
          save epoch 1 reached 1, seq 1
          note check: go version answers go1.21.13; a program compiled and ran
          note converged: found and put right: the current link leads to go1.22.12; it should lead to go1.21.13
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })

  it('that cannot be put right waits like any change that fails, and says why', () => {
    const play = reachedOld()
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.fails(ERROR).sees(both(NEW, { goVersion: null }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 1
          note drift: the current link leads to go1.22.12; it should lead to go1.21.13
          do verify-bytes go1.21.13
        verifying
      > fails with disk_full
          save epoch 1 reached 1, failed 1x: disk_full, seq 1
          note failed: the disk is full
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, failed 1x: disk_full, seq 2
          timer work in 1 s
          report 2: epoch 1, failed, go1.22.12, 2 events
        waiting (backoff, 1 s)"
    `)
  })

  it('waits for running builds as long as any switch of the group', () => {
    const policy = { drift: 'correct', drainSeconds: 30 } as const
    const desired = { release: OLD, settings: {}, policy }
    const play = reachedOld(kept('correct', { desired, urgent: true }))
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: INTACT }).done({ kind: 'write-settings' })
    play.done({ kind: 'snapshot', id: 's1' })
    play.read()
    play.done({ kind: 'count-builds', builds: 1 })
    expect(play.read()).toContain('progress draining, 1 builds')
  })

  it('that went away while it was looked into is told as that', () => {
    const play = reachedOld()
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.fails(ERROR).sees(both(OLD)).passes(4000)
    play.read()
    play.happens({ kind: 'timer', timer: 'work' }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> timer
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          note converged: found, and gone before it was put right: the current link leads to go1.22.12; it should lead to go1.21.13
        idle"
    `)
  })
})

describe('drift is left alone', () => {
  it.each(['report', undefined] as const)('when the policy says %s', (drift) => {
    const policy = drift === undefined ? {} : { drift }
    const play = reachedOld(kept('report', { desired: { release: OLD, settings: {}, policy } }))
    play.happens({ kind: 'heartbeat' }).sees(both(OLD, { settings: { GOPROXY: 'off' } }))
    expect(play.read()).toContain('report 2: epoch 1, idle, go1.21.13, 1 events')
    expect(play.rig.state.activity.kind).toBe('idle')
  })

  it('by an agent that only serves commands', () => {
    const memory = memoryOn(OLD, { accepted: kept(), reachedEpoch: 1 })
    const play = new Play({ converge: false }).start(memory).sees(both(OLD, { settings: { GOPROXY: 'off' } }))
    expect(play.rig.state.activity.kind).toBe('idle')
  })

  it('when it lies around the managed Go and not in it', () => {
    const go = { path: '/usr/local/go/bin/go', origin: 'usr-local', release: 'go1.18' } as const
    const effective = {
      ...{ onPath: true, others: [go], toolchains: [], overrides: [], workspaces: [], tools: [] },
      contexts: [{ context: 'login-shell', user: 'ann', go }] as const,
    }
    const play = reachedOld().happens({ kind: 'heartbeat' }).sees(both(OLD, { effective }))
    expect(play.read()).toContain('note drift')
    expect(play.rig.state.activity.kind).toBe('idle')
    expect(play.rig.state.memory.correction).toBeNull()
  })

  it('while somebody holds the host, even after an emergency, and is put right when the lock ends', () => {
    const play = reachedOld(kept('correct', { urgent: true }))
    play.happens({ kind: 'hold-changed', hold: hold() })
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.done({ kind: 'probe', goVersion: NEW }).sees(both(NEW))
    expect(play.rig.state.activity.kind).toBe('idle')
    play.read()
    play.passes(3_600_000).happens({ kind: 'timer', timer: 'hold' }).sees(both(NEW))
    expect(play.read()).toContain('do verify-bytes go1.21.13')
  })

  it('once somebody holds the host in the middle of it: nothing became visible, and nothing counts', () => {
    const play = reachedOld()
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.read()
    play.happens({ kind: 'hold-changed', hold: hold() })
    play.done({ kind: 'verify-bytes', release: OLD, bytes: INTACT }).sees(both(NEW, { goVersion: null }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> hold-changed
          save epoch 1 reached 1, seq 1
          note hold: held by ann until 2026-01-01T01:00:00.000Z: a demo
          timer hold in 3600 s
        verifying
      > verify-bytes done
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          do probe go1.22.12
          report 2: epoch 1, held, go1.22.12, 2 events
        checking"
    `)
    expect(play.rig.state.memory.correction).toEqual({ epoch: 1, recent: [], stand: { kind: 'calm' } })
  })
})
