import { describe, expect, it } from 'vitest'
import { accepted, ERROR, installed, memoryOn, NEW, OLD, observed } from './test/samples.js'
import { Play } from './test/transcript.js'

const INTACT = { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } as const
const CHANGED = { ...INTACT, kind: 'changed', count: 2, sample: ['bin/go', 'src/fmt/print.go'] } as const
const both = (active: string, changes = {}) =>
  observed(active, { installed: installed(OLD, NEW), ...changes })

/** An agent that has reached OLD at epoch 1, connected, with everything reported. */
function reachedOld(): Play {
  const memory = memoryOn(OLD, { accepted: accepted(1, OLD), reachedEpoch: 1 })
  const play = new Play().start(memory).sees(both(OLD)).happens({ kind: 'connected', lastSeq: 0 })
  play.happens({ kind: 'report-answered', seq: 1, answer: 'committed' })
  play.read()
  return play
}

describe('drift', () => {
  it('of the link is reported within one heartbeat, with what the other go answers, and left alone', () => {
    const play = reachedOld()
    play.happens({ kind: 'heartbeat' }).sees(both(NEW, { goVersion: null }))
    play.done({ kind: 'probe', goVersion: NEW }).sees(both(NEW))
    play
      .happens({ kind: 'report-answered', seq: 2, answer: 'committed' })
      .happens({ kind: 'heartbeat' })
      .sees(both(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          note drift: the current link leads to go1.22.12; it should lead to go1.21.13
          do probe go1.22.12
          report 2: epoch 1, idle, go1.22.12, 1 events
        checking
      > probe done
          save epoch 1 reached 1, seq 2
          do observe, go1.22.12 was checked
        observing
      > sees
        idle
      > report-answered
          save epoch 1 reached 1, seq 3
          report 3: epoch 1, idle, go1.22.12, 0 events
        idle
      > heartbeat
          do observe, go1.22.12 was checked
        observing
      > sees
        idle"
    `)
  })

  it('of settings is reported and left alone', () => {
    const play = reachedOld()
    play.happens({ kind: 'heartbeat' }).sees(both(OLD, { settings: { GOPROXY: 'off' } }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          note drift: GOPROXY is "off" in go.env, not set is wanted
          report 2: epoch 1, idle, go1.21.13, 1 events
        idle"
    `)
  })

  it('of a tree that was deleted is only reported, even though there is no go', () => {
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
          report 2: epoch 1, idle, dangling, 1 events
        idle"
    `)
  })

  it('survives a restart without being taken for unfinished work', () => {
    const play = reachedOld()
    play
      .restart()
      .sees(both(NEW, { goVersion: null }))
      .done({ kind: 'probe', goVersion: NEW })
      .sees(both(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> kill -9, start
          save epoch 1 reached 1, seq 1
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 1
          note drift: the current link leads to go1.22.12; it should lead to go1.21.13
          do probe go1.22.12
        checking
      > probe done
          save epoch 1 reached 1, seq 1
          do observe, go1.22.12 was checked
        observing
      > sees
        idle"
    `)
  })

  it('is corrected by the next assignment, a repeated one too', () => {
    const play = reachedOld()
    play
      .happens({ kind: 'heartbeat' })
      .sees(both(NEW, { goVersion: null }))
      .done({ kind: 'probe', goVersion: NEW })
    play.sees(both(NEW))
    play.read()
    play.happens({ kind: 'assigned', assignment: accepted(2, OLD) }).sees(both(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 2 reached 1, seq 2
          note assigned: assigned go1.21.13: because
          do observe, go1.22.12 was checked
        observing
      > sees
          do verify-bytes go1.21.13
        verifying"
    `)
  })

  it('of bytes is found when somebody asks, noted once, and reported', () => {
    const play = reachedOld()
    play.happens({ kind: 'recheck-asked', bytes: true }).sees(both(OLD))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: CHANGED }).sees(both(OLD, { bytes: CHANGED }))
    play.happens({ kind: 'report-answered', seq: 2, answer: 'committed' })
    play
      .happens({ kind: 'heartbeat' })
      .sees(both(OLD, { bytes: { ...CHANGED, checkedAt: '2026-01-01T00:00:09.000Z' } }))
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
          save epoch 1 reached 1, seq 2
          note drift: 2 files of go1.21.13 changed on disk since it was installed: bin/go, src/fmt/print.go
          report 2: epoch 1, idle, go1.21.13, 2 events
        idle
      > report-answered
          save epoch 1 reached 1, seq 2
        idle
      > heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })
})

describe('looking', () => {
  it('again without news says nothing', () => {
    const play = reachedOld()
    play
      .happens({ kind: 'heartbeat' })
      .sees(both(OLD))
      .passes(10_000)
      .happens({ kind: 'heartbeat' })
      .sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
        idle
      (10 s pass)
      > heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })

  it('again without news says so every few minutes', () => {
    const play = reachedOld().passes(300_000)
    play.happens({ kind: 'heartbeat' }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "(300 s pass)
      > heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          report 2: epoch 1, idle, go1.21.13, 0 events
        idle"
    `)
  })

  it('because somebody asked answers even without news', () => {
    const play = reachedOld()
    play.happens({ kind: 'recheck-asked', bytes: false }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> recheck-asked
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          report 2: epoch 1, idle, go1.21.13, 0 events
        idle"
    `)
  })

  it('at every byte happens about once a day', () => {
    const play = new Play({ verifyEveryMs: 86_400_000, snapshotEveryMs: 200_000_000 })
      .start(memoryOn(OLD, { nextVerifyAt: null, nextSnapshotAt: null }))
      .sees(both(OLD))
    play.passes(86_399_000).happens({ kind: 'heartbeat' }).sees(both(OLD)).passes(1_000)
    play.read()
    play.happens({ kind: 'heartbeat' }).sees(both(OLD))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: INTACT }).sees(both(OLD, { bytes: INTACT }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.21.13
        verifying
      > verify-bytes done
          save epoch 0 reached 0
          note verify: every byte of go1.21.13 is as installed
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
    expect(play.rig.state.memory.nextVerifyAt).toBe(play.rig.at + 86_400_000)
  })

  it('at every byte is not tried again at each heartbeat when it fails', () => {
    const play = reachedOld()
    play.happens({ kind: 'recheck-asked', bytes: true }).sees(both(OLD)).fails().sees(both(OLD))
    play.read()
    play
      .happens({ kind: 'report-answered', seq: 2, answer: 'committed' })
      .happens({ kind: 'heartbeat' })
      .sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> report-answered
          save epoch 1 reached 1, seq 2
        idle
      > heartbeat
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
    expect(play.rig.state.memory.nextVerifyAt).toBe(play.rig.at + 3_600_000)
  })

  it('waits a little when the disk cannot be looked at', () => {
    const play = reachedOld()
    play
      .happens({ kind: 'heartbeat' })
      .fails(ERROR)
      .passes(4000)
      .happens({ kind: 'timer', timer: 'work' })
      .sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.21.13 was checked
        observing
      > fails with disk_full
          save epoch 1 reached 1, seq 2
          timer work in 4 s
          report 2: epoch 1, failed, go1.21.13, 0 events
        waiting (backoff, 4 s)
      (4 s pass)
      > timer
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })

  it('asks the go of a host that was never checked', () => {
    const play = new Play()
      .start()
      .sees(observed(OLD, { goVersion: null }))
      .done({ kind: 'probe', goVersion: OLD })
    play.sees(observed(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> start
          save epoch 0 reached 0
          note started: the agent started
          do observe
        observing
      > sees
          do probe go1.21.13
        checking
      > probe done
          save epoch 0 reached 0
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })

  it('does not ask a go again that gave no answer', () => {
    const play = new Play()
      .start()
      .sees(observed(OLD, { goVersion: null }))
      .fails()
      .sees(observed(OLD, { goVersion: null }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> start
          save epoch 0 reached 0
          note started: the agent started
          do observe
        observing
      > sees
          do probe go1.21.13
        checking
      > fails with disk_full
          save epoch 0 reached 0
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })
})

describe('a wish on the machine itself', () => {
  const use = (release: string, id = 'r') =>
    ({ kind: 'local-asked', request: { id, wish: { kind: 'use', release } } }) as const
  const rollback = (snapshot: string | null) =>
    ({
      kind: 'local-asked',
      request: { id: 'r', wish: { kind: 'rollback', snapshot, fetch: null } },
    }) as const
  const snapshot = (id: string, release: string | null, takenAt: string, settings = {}) => ({
    id,
    parent: null,
    release,
    treeDigest: null,
    settings,
    reason: '',
    takenAt,
  })

  it('switches with a snapshot before and a check after, keeps the settings, and is drift afterwards', () => {
    const play = reachedOld()
    play.happens(use(NEW)).sees(both(OLD, { settings: { GOFLAGS: '-v' } }))
    play.done({ kind: 'verify-bytes', release: NEW, bytes: INTACT }).done({ kind: 'write-settings' })
    play
      .done({ kind: 'snapshot', id: 's1' })
      .done({ kind: 'activate' })
      .done({ kind: 'probe', goVersion: NEW })
    play.sees(both(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> local-asked
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 1
          note drift: GOFLAGS is "-v" in go.env, not set is wanted
          do verify-bytes go1.22.12
        verifying
      > verify-bytes done
          do write-settings go1.22.12 {"GOFLAGS":"-v"}
        configuring
      > write-settings done
          save epoch 1 reached 1, seq 1
          note settings: settings written for go1.22.12
          do snapshot "before goherd-agent use go1.22.12"
        snapshotting
      > snapshot done
          save epoch 1 reached 1, journal forward go1.21.13 -> go1.22.12, seq 1
          note snapshot: snapshot s1 taken
          do activate go1.22.12
        switching
      > activate done
          save epoch 1 reached 1, journal forward go1.21.13 -> go1.22.12, seq 1
          note switch: switched from go1.21.13 to go1.22.12
          do probe go1.22.12
        checking
      > probe done
          save epoch 1 reached 1, seq 1
          note check: go version answers go1.22.12; a program compiled and ran
          note switch: go1.22.12 was made active on the machine itself (before goherd-agent use go1.22.12)
          answer go1.22.12, changed
          do observe, go1.22.12 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          note drift: the current link leads to go1.22.12; it should lead to go1.21.13
          report 2: epoch 1, idle, go1.22.12, 7 events
        idle"
    `)
  })

  it('that fails its check is taken back, told, and not tried again', () => {
    const play = reachedOld()
    play.happens(use(NEW)).sees(both(OLD)).done({ kind: 'verify-bytes', release: NEW, bytes: INTACT })
    play.done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
    play.read()
    play.fails().done({ kind: 'activate-back' }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> fails with disk_full
          save epoch 1 reached 1, journal back go1.21.13 -> go1.22.12, seq 1
          note failed: the disk is full
          do activate-back (link) to go1.21.13 {}
        switching-back
      > activate-back done
          save epoch 1 reached 1, seq 1
          note switched-back: switched back to go1.21.13 and its settings: the disk is full
          answer disk_full
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          report 2: epoch 1, idle, go1.21.13, 5 events
        idle"
    `)
  })

  it('for what is active already changes nothing', () => {
    const play = reachedOld().happens(use(OLD)).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> local-asked
          do observe, go1.21.13 was checked
        observing
      > sees
          answer go1.21.13, as it was
        idle"
    `)
  })

  it('for a release that is not here is refused with what is', () => {
    const play = reachedOld().happens(use('go1.20')).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> local-asked
          do observe, go1.21.13 was checked
        observing
      > sees
          answer release_not_here
        idle"
    `)
  })

  it('goes back to the newest snapshot that differs', () => {
    const snapshots = [
      snapshot('s3', OLD, '2026-01-03T00:00:00Z'),
      snapshot('s2', NEW, '2026-01-02T00:00:00Z', { GOPROXY: 'off' }),
      snapshot('s1', NEW, '2026-01-01T00:00:00Z'),
    ]
    const play = reachedOld().happens(rollback(null)).sees(both(OLD, { snapshots }))
    play.done({ kind: 'verify-bytes', release: NEW, bytes: INTACT })
    expect(play.read()).toMatchInlineSnapshot(`
      "> local-asked
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.22.12
        verifying
      > verify-bytes done
          do write-settings go1.22.12 {"GOPROXY":"off"}
        configuring"
    `)
  })

  it.each([
    ['s9', 'no_such_snapshot'],
    ['s1', 'snapshot_empty'],
    ['s2', 'tree_gone'],
  ])('to snapshot %s is refused: %s', (id, code) => {
    const snapshots = [
      snapshot('s2', 'go1.20', '2026-01-02T00:00:00Z'),
      snapshot('s1', null, '2026-01-01T00:00:00Z'),
    ]
    const play = reachedOld().happens(rollback(id)).sees(both(OLD, { snapshots }))
    expect(play.read()).toContain(`answer ${code}`)
    expect(play.rig.state.activity.kind).toBe('idle')
  })

  it('is refused while another one waits', () => {
    const play = reachedOld().happens(use(NEW, 'one')).happens(use(OLD, 'two'))
    expect(play.read()).toMatchInlineSnapshot(`
      "> local-asked
          do observe, go1.21.13 was checked
        observing
      > local-asked
          answer agent_busy
        observing"
    `)
  })

  it('is told when the disk cannot be looked at', () => {
    const play = reachedOld().happens(use(NEW)).fails(ERROR)
    expect(play.read()).toMatchInlineSnapshot(`
      "> local-asked
          do observe, go1.21.13 was checked
        observing
      > fails with disk_full
          save epoch 1 reached 1, seq 2
          timer work in 4 s
          answer disk_full
          report 2: epoch 1, failed, go1.21.13, 0 events
        waiting (backoff, 4 s)"
    `)
  })

  it('on an agent that only serves commands leaves assignments alone', () => {
    const memory = memoryOn(OLD, { accepted: accepted(2, NEW), reachedEpoch: 1 })
    const play = new Play({ converge: false }).start(memory).sees(both(OLD))
    play.happens(use(OLD)).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> start
          save epoch 2 reached 1
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
        idle
      > local-asked
          do observe, go1.21.13 was checked
        observing
      > sees
          answer go1.21.13, as it was
        idle"
    `)
  })

  it('may be damaged: without an archive there is nothing to repair it from', () => {
    const play = reachedOld().happens(use(NEW)).sees(both(OLD))
    play.done({ kind: 'verify-bytes', release: NEW, bytes: CHANGED }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> local-asked
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.22.12
        verifying
      > verify-bytes done
          save epoch 1 reached 1, seq 1
          note failed: the tree of go1.22.12 was changed on disk, and there is no archive to fetch it from
          answer tree_changed
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 2
          report 2: epoch 1, idle, go1.21.13, 1 events
        idle"
    `)
  })
})
