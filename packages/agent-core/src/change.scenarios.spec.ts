import { describe, expect, it } from 'vitest'
import { ABORTED, accepted, ERROR, installed, memoryOn, NEW, NEXT, OLD, observed } from './test/samples.js'
import { Play } from './test/transcript.js'

const INTACT = { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } as const
const CHANGED = { ...INTACT, kind: 'changed', count: 2, sample: ['bin/go', 'src/fmt/print.go'] } as const

const both = (active: string) => observed(active, { installed: installed(OLD, NEW) })

/** An agent at rest on OLD, with NEW beside it when asked. */
function resting(...beside: string[]): Play {
  const play = new Play().start(memoryOn(OLD)).sees(observed(OLD, { installed: installed(OLD, ...beside) }))
  play.read()
  return play
}

/** From the assignment of NEW to the moment its check is asked for. */
function untilCheck(play: Play, epoch = 1): Play {
  play.happens({ kind: 'assigned', assignment: accepted(epoch) }).sees(both(OLD))
  play.done({ kind: 'verify-bytes', release: NEW, bytes: INTACT }).done({ kind: 'write-settings' })
  return play.done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
}

describe('a change', () => {
  it('installs the first release of a host', () => {
    const play = new Play().start().sees(observed(null))
    play.happens({ kind: 'assigned', assignment: accepted(1) }).sees(observed(null))
    play.done({
      kind: 'install',
      steps: [
        { kind: 'download', durationMs: 10 },
        { kind: 'unpack', durationMs: 20 },
      ],
    })
    play.done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
    play.done({ kind: 'probe', goVersion: NEW }).sees(observed(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> start
          save epoch 0 reached 0
          note started: the agent started
          do observe
        observing
      > sees
        idle
      > assigned
          save epoch 1 reached 0
          note assigned: assigned go1.22.12: because
          do observe
        observing
      > sees
          do install go1.22.12 {}
        installing
      > install done
          save epoch 1 reached 0
          note download: go1.22.12 fetched
          note unpack: go1.22.12 unpacked
          do write-settings go1.22.12 {}
        configuring
      > write-settings done
          save epoch 1 reached 0
          note settings: settings written for go1.22.12
          do snapshot "before epoch 1 (go1.22.12)"
        snapshotting
      > snapshot done
          save epoch 1 reached 0, journal forward null -> go1.22.12
          note snapshot: snapshot s1 taken
          do activate go1.22.12
        switching
      > activate done
          save epoch 1 reached 0, journal forward null -> go1.22.12
          note switch: switched from nothing to go1.22.12
          do probe go1.22.12
        checking
      > probe done
          save epoch 1 reached 1
          note check: go version answers go1.22.12; a program compiled and ran
          note converged: go1.22.12 is active and works
          do observe, go1.22.12 was checked
        observing
      > sees
        idle"
    `)
  })

  it('switches to a release that is on the disk after reading its bytes', () => {
    const play = untilCheck(resting(NEW))
    play.done({ kind: 'probe', goVersion: NEW }).sees(both(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.22.12: because
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.22.12
        verifying
      > verify-bytes done
          do write-settings go1.22.12 {}
        configuring
      > write-settings done
          save epoch 1 reached 0
          note settings: settings written for go1.22.12
          do snapshot "before epoch 1 (go1.22.12)"
        snapshotting
      > snapshot done
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.22.12
          note snapshot: snapshot s1 taken
          do activate go1.22.12
        switching
      > activate done
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.22.12
          note switch: switched from go1.21.13 to go1.22.12
          do probe go1.22.12
        checking
      > probe done
          save epoch 1 reached 1
          note check: go version answers go1.22.12; a program compiled and ran
          note converged: go1.22.12 is active and works
          do observe, go1.22.12 was checked
        observing
      > sees
        idle"
    `)
  })

  it('changes only the settings by one rename of go.env', () => {
    const play = resting()
    const desired = { release: OLD, settings: { GOPROXY: 'direct' } }
    play.happens({ kind: 'assigned', assignment: accepted(1, OLD, { desired }) }).sees(observed(OLD))
    play.done({ kind: 'snapshot', id: 's1' }).done({ kind: 'write-settings' })
    play.done({ kind: 'probe', goVersion: OLD }).sees(observed(OLD, { settings: { GOPROXY: 'direct' } }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.21.13: because
          do observe, go1.21.13 was checked
        observing
      > sees
          do snapshot "before epoch 1 (go1.21.13)"
        snapshotting
      > snapshot done
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.21.13
          note snapshot: snapshot s1 taken
          do write-settings go1.21.13 {"GOPROXY":"direct"}
        switching
      > write-settings done
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.21.13
          note switch: settings of go1.21.13 are active
          do probe go1.21.13
        checking
      > probe done
          save epoch 1 reached 1
          note check: go version answers go1.21.13; a program compiled and ran
          note converged: go1.21.13 is active and works
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })

  it('is reached at once when everything is as wanted already', () => {
    const play = resting()
    play.happens({ kind: 'assigned', assignment: accepted(1, OLD) }).sees(observed(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.21.13: because
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1
          note converged: go1.21.13 with these settings was active already
        idle"
    `)
  })

  it('fetches a damaged tree that is not active anew', () => {
    const play = resting(NEW)
    play.happens({ kind: 'assigned', assignment: accepted(1) }).sees(both(OLD))
    play.done({ kind: 'verify-bytes', release: NEW, bytes: CHANGED }).done({ kind: 'install', steps: [] })
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.22.12: because
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.22.12
        verifying
      > verify-bytes done
          do install go1.22.12 {}
        installing
      > install done
          do write-settings go1.22.12 {}
        configuring"
    `)
  })

  it('repairs the active tree in place, with the settings it has, and checks it', () => {
    const play = resting()
    const damaged = observed(OLD, { bytes: CHANGED, settings: { GOFLAGS: '-v' } })
    const desired = { release: OLD, settings: { GOFLAGS: '-v' } }
    play.happens({ kind: 'assigned', assignment: accepted(1, OLD, { desired }) }).sees(damaged)
    play.done({ kind: 'verify-bytes', release: OLD, bytes: CHANGED }).done({ kind: 'install', steps: [] })
    play
      .done({ kind: 'probe', goVersion: OLD })
      .sees(observed(OLD, { settings: { GOFLAGS: '-v' }, bytes: INTACT }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.21.13: because
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.21.13
        verifying
      > verify-bytes done
          do install go1.21.13 {"GOFLAGS":"-v"}
        installing
      > install done
          do probe go1.21.13
        checking
      > probe done
          save epoch 1 reached 1
          note check: go version answers go1.21.13; a program compiled and ran
          note converged: go1.21.13 is active and works
          do observe, go1.21.13 was checked
        observing
      > sees
        idle"
    `)
  })

  it('writes an edited go.env again instead of fetching the whole tree', () => {
    const play = resting()
    const edited = { ...CHANGED, count: 1, sample: ['go.env'] }
    play.happens({ kind: 'assigned', assignment: accepted(1, OLD) }).sees(observed(OLD, { bytes: edited }))
    play.done({ kind: 'verify-bytes', release: OLD, bytes: edited }).done({ kind: 'snapshot', id: 's1' })
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.21.13: because
          do observe, go1.21.13 was checked
        observing
      > sees
          do verify-bytes go1.21.13
        verifying
      > verify-bytes done
          do snapshot "before epoch 1 (go1.21.13)"
        snapshotting
      > snapshot done
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.21.13
          note snapshot: snapshot s1 taken
          do write-settings go1.21.13 {}
        switching"
    `)
  })

  it('brings back a tree that was deleted under the link', () => {
    const play = resting()
    const deleted = observed(null, { link: { kind: 'dangling', target: `releases/${OLD}` } })
    play.happens({ kind: 'assigned', assignment: accepted(1, OLD) }).sees(deleted)
    play
      .done({ kind: 'install', steps: [] })
      .done({ kind: 'write-settings' })
      .done({ kind: 'snapshot', id: 's1' })
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.21.13: because
          do observe, go1.21.13 was checked
        observing
      > sees
          do install go1.21.13 {}
        installing
      > install done
          do write-settings go1.21.13 {}
        configuring
      > write-settings done
          save epoch 1 reached 0
          note settings: settings written for go1.21.13
          do snapshot "before epoch 1 (go1.21.13)"
        snapshotting
      > snapshot done
          save epoch 1 reached 0, journal forward null -> go1.21.13
          note snapshot: snapshot s1 taken
          do activate go1.21.13
        switching"
    `)
  })

  it('waits its share of the jitter before a download, unless it is urgent', () => {
    const play = resting()
    play.happens({ kind: 'assigned', assignment: accepted(1, NEW, { urgent: false }) }).sees(observed(OLD))
    play.passes(500).happens({ kind: 'timer', timer: 'work' }).sees(observed(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.22.12: because
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 0.5 s
        waiting (jitter, 0.5 s)
      (0.5 s pass)
      > timer
          do observe, go1.21.13 was checked
        observing
      > sees
          do install go1.22.12 {}
        installing"
    `)
  })

  it('removes trees that nobody needs after it went through', () => {
    const play = new Play({ keepReleases: 2 }).start(memoryOn(OLD))
    const all = installed(OLD, NEW, 'go1.18', 'go1.19')
    play.sees(observed(OLD, { installed: all })).happens({ kind: 'assigned', assignment: accepted(1) })
    play.sees(observed(OLD, { installed: all })).done({ kind: 'verify-bytes', release: NEW, bytes: INTACT })
    play.done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
    play.read()
    play.done({ kind: 'probe', goVersion: NEW })
    const snapshots = [
      {
        id: 's1',
        parent: null,
        release: OLD,
        treeDigest: null,
        settings: {},
        reason: '',
        takenAt: '2026-01-01T00:00:00Z',
      },
    ]
    play.sees(observed(NEW, { installed: all, snapshots }))
    play.done({ kind: 'remove', removed: ['go1.19', 'go1.18'] }).sees(both(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> probe done
          save epoch 1 reached 1
          note check: go version answers go1.22.12; a program compiled and ran
          note converged: go1.22.12 is active and works
          do observe, go1.22.12 was checked
        observing
      > sees
          do remove all but go1.22.12, go1.21.13
        removing
      > remove done
          save epoch 1 reached 1
          note removed: go1.19 was not needed any more
          note removed: go1.18 was not needed any more
          do observe, go1.22.12 was checked
        observing
      > sees
        idle"
    `)
  })
})

describe('a change that fails', () => {
  it('before anything was visible: is recorded and tried again after a growing wait', () => {
    const play = resting()
    play
      .happens({ kind: 'assigned', assignment: accepted(1) })
      .sees(observed(OLD))
      .fails()
      .sees(observed(OLD))
    play.passes(1).happens({ kind: 'timer', timer: 'work' }, 'timer, too early').sees(observed(OLD))
    play.passes(999).happens({ kind: 'timer', timer: 'work' }).sees(observed(OLD)).fails().sees(observed(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.22.12: because
          do observe, go1.21.13 was checked
        observing
      > sees
          do install go1.22.12 {}
        installing
      > fails with disk_full
          save epoch 1 reached 0, failed 1x: disk_full
          note failed: the disk is full
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 1 s
        waiting (backoff, 1 s)
      (0.001 s pass)
      > timer, too early
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 0.999 s
        waiting (backoff, 0.999 s)
      (0.999 s pass)
      > timer
          do observe, go1.21.13 was checked
        observing
      > sees
          do install go1.22.12 {}
        installing
      > fails with disk_full
          save epoch 1 reached 0, failed 2x: disk_full
          note failed: the disk is full
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 2 s
        waiting (backoff, 2 s)"
    `)
  })

  it('in its check: goes back by itself, says so, and waits long before it tries again', () => {
    const play = untilCheck(resting(NEW))
    play.read()
    play.fails().done({ kind: 'activate-back' }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> fails with disk_full
          save epoch 1 reached 0, journal back go1.21.13 -> go1.22.12
          note failed: the disk is full
          do activate-back (link) to go1.21.13 {}
        switching-back
      > activate-back done
          save epoch 1 reached 0, failed 1x: disk_full
          note switched-back: switched back to go1.21.13 and its settings: the disk is full
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 30 s
        waiting (backoff, 30 s)"
    `)
  })

  it('in its rename: goes back too, because the rename may have happened', () => {
    const play = resting(NEW)
    play.happens({ kind: 'assigned', assignment: accepted(1) }).sees(both(OLD))
    play.done({ kind: 'verify-bytes', release: NEW, bytes: INTACT }).done({ kind: 'write-settings' })
    play.done({ kind: 'snapshot', id: 's1' })
    play.read()
    play.fails().done({ kind: 'activate-back' }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> fails with disk_full
          save epoch 1 reached 0, journal back go1.21.13 -> go1.22.12
          note failed: the disk is full
          do activate-back (link) to go1.21.13 {}
        switching-back
      > activate-back done
          save epoch 1 reached 0, failed 1x: disk_full
          note switched-back: switched back to go1.21.13 and its settings: the disk is full
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 30 s
        waiting (backoff, 30 s)"
    `)
  })

  it('by answering with another version: goes back', () => {
    const play = untilCheck(resting(NEW))
    play.read()
    play.done({ kind: 'probe', goVersion: NEXT })
    expect(play.read()).toMatchInlineSnapshot(`
      "> probe done
          save epoch 1 reached 0, journal back go1.21.13 -> go1.22.12
          note failed: go version answers go1.23.5, go1.22.12 was expected
          do activate-back (link) to go1.21.13 {}
        switching-back"
    `)
  })

  it('with settings only: gets the settings back', () => {
    const play = new Play().start(memoryOn(OLD)).sees(observed(OLD, { settings: { GOFLAGS: '-v' } }))
    const desired = { release: OLD, settings: { GOPROXY: 'off' } }
    play.happens({ kind: 'assigned', assignment: accepted(1, OLD, { desired }) })
    play.sees(observed(OLD, { settings: { GOFLAGS: '-v' } })).done({ kind: 'snapshot', id: 's1' })
    play.done({ kind: 'write-settings' })
    play.read()
    play.fails().done({ kind: 'activate-back' })
    expect(play.read()).toMatchInlineSnapshot(`
      "> fails with disk_full
          save epoch 1 reached 0, journal back go1.21.13 -> go1.21.13
          note failed: the disk is full
          do activate-back (settings) to go1.21.13 {"GOFLAGS":"-v"}
        switching-back
      > activate-back done
          save epoch 1 reached 0, failed 1x: disk_full
          note switched-back: switched back to go1.21.13 and its settings: the disk is full
          do observe, go1.21.13 was checked
        observing"
    `)
  })

  it('on a host that had none: takes the link away again', () => {
    const play = new Play().start().sees(observed(null))
    play
      .happens({ kind: 'assigned', assignment: accepted(1) })
      .sees(observed(null))
      .done({ kind: 'install', steps: [] })
    play.done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
    play.read()
    play.fails().done({ kind: 'activate-back' })
    expect(play.read()).toMatchInlineSnapshot(`
      "> fails with disk_full
          save epoch 1 reached 0, journal back null -> go1.22.12
          note failed: the disk is full
          do activate-back (link) to null {}
        switching-back
      > activate-back done
          save epoch 1 reached 0, failed 1x: disk_full
          note switched-back: go1.22.12 was taken away again: the disk is full
          do observe
        observing"
    `)
  })

  it('on a host whose link led elsewhere: lets it lead there again', () => {
    const elsewhere = observed(null, { link: { kind: 'foreign', target: '/opt/go' } })
    const play = new Play().start().sees(elsewhere)
    play
      .happens({ kind: 'assigned', assignment: accepted(1) })
      .sees(elsewhere)
      .done({ kind: 'install', steps: [] })
    play.done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
    play.read()
    play.fails().done({ kind: 'activate-back' }).sees(elsewhere)
    expect(play.read()).toMatchInlineSnapshot(`
      "> fails with disk_full
          save epoch 1 reached 0, journal back null -> go1.22.12
          note failed: the disk is full
          do activate-back (link) to /opt/go {}
        switching-back
      > activate-back done
          save epoch 1 reached 0, failed 1x: disk_full
          note switched-back: go1.22.12 was taken away again: the disk is full
          do observe
        observing
      > sees
          timer work in 30 s
        waiting (backoff, 30 s)"
    `)
  })

  it('is tried at once when a newer assignment comes', () => {
    const play = untilCheck(resting(NEW))
    play.fails().done({ kind: 'activate-back' }).sees(both(OLD))
    play.read()
    play.happens({ kind: 'assigned', assignment: accepted(2, OLD) }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 2 reached 0
          note assigned: assigned go1.21.13: because
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 2 reached 2
          note converged: go1.21.13 with these settings was active already
        idle"
    `)
  })

  it('and cannot go back either: tries just that again, before all else', () => {
    const play = untilCheck(resting(NEW))
    play.read()
    play.fails().fails(ERROR).sees(both(NEW))
    play
      .passes(5000)
      .happens({ kind: 'timer', timer: 'work' })
      .sees(both(NEW))
      .done({ kind: 'activate-back' })
    expect(play.read()).toMatchInlineSnapshot(`
      "> fails with disk_full
          save epoch 1 reached 0, journal back go1.21.13 -> go1.22.12
          note failed: the disk is full
          do activate-back (link) to go1.21.13 {}
        switching-back
      > fails with disk_full
          save epoch 1 reached 0, journal back go1.21.13 -> go1.22.12, failed 1x: disk_full
          note failed: could not switch back yet: the disk is full
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 1 s
        waiting (backoff, 1 s)
      (5 s pass)
      > timer
          do observe, go1.21.13 was checked
        observing
      > sees
          do activate-back (link) to go1.21.13 {}
        switching-back
      > activate-back done
          save epoch 1 reached 0, failed 2x: disk_full
          note switched-back: switched back to go1.21.13 and its settings: the disk is full
          do observe, go1.21.13 was checked
        observing"
    `)
  })

  it('and cannot go back because the old tree is gone: stays and says why it failed', () => {
    const play = untilCheck(resting(NEW))
    play.fails().fails(ERROR)
    play.read()
    play.sees(observed(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> sees
          save epoch 1 reached 0, failed 1x: disk_full
          timer work in 1 s
        waiting (backoff, 1 s)"
    `)
  })

  it('for lack of an archive for this platform: says so', () => {
    const play = resting()
    play.happens({ kind: 'assigned', assignment: accepted(1, NEW, { archive: null }) }).sees(observed(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0
          note assigned: assigned go1.22.12: because
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 0, failed 1x: no_archive
          note failed: go1.22.12 is not on this host, and there is no archive to fetch it from
          timer work in 1 s
        waiting (backoff, 1 s)"
    `)
    expect(play.rig.state.memory.failure?.error.hint).toContain('sync the releases')
  })
})

describe('a newer assignment', () => {
  it('breaks a download off', () => {
    const play = resting()
    play.happens({ kind: 'assigned', assignment: accepted(1) }).sees(observed(OLD))
    play.read()
    play
      .happens({ kind: 'assigned', assignment: accepted(2, NEXT) })
      .fails(ABORTED)
      .sees(observed(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 2 reached 0
          note assigned: assigned go1.23.5: because
          abort
        installing
      > fails with aborted
          do observe, go1.21.13 was checked
        observing
      > sees
          do install go1.23.5 {}
        installing"
    `)
  })

  it('lets a download of the same tree go on, with its own settings', () => {
    const play = resting()
    play.happens({ kind: 'assigned', assignment: accepted(1) }).sees(observed(OLD))
    play.read()
    const desired = { release: NEW, settings: { GOPROXY: 'off' } }
    play
      .happens({ kind: 'assigned', assignment: accepted(2, NEW, { desired }) })
      .done({ kind: 'install', steps: [] })
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 2 reached 0
          note assigned: assigned go1.22.12: because
        installing
      > install done
          do write-settings go1.22.12 {"GOPROXY":"off"}
        configuring"
    `)
  })

  it('is taken up before the switch, when it comes before it', () => {
    const play = resting(NEW)
    play.happens({ kind: 'assigned', assignment: accepted(1) }).sees(both(OLD))
    play.done({ kind: 'verify-bytes', release: NEW, bytes: INTACT })
    play.read()
    play
      .happens({ kind: 'assigned', assignment: accepted(2, OLD) })
      .done({ kind: 'write-settings' })
      .sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 2 reached 0
          note assigned: assigned go1.21.13: because
        configuring
      > write-settings done
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 2 reached 2
          note converged: go1.21.13 with these settings was active already
        idle"
    `)
  })

  it('waits for the check, when it comes between switch and check', () => {
    const play = untilCheck(resting(NEW))
    play.read()
    play.happens({ kind: 'assigned', assignment: accepted(2, OLD) }).done({ kind: 'probe', goVersion: NEW })
    play.sees(both(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 2 reached 0, journal forward go1.21.13 -> go1.22.12
          note assigned: assigned go1.21.13: because
        checking
      > probe done
          save epoch 2 reached 1
          note check: go version answers go1.22.12; a program compiled and ran
          note converged: go1.22.12 is active and works
          do observe, go1.22.12 was checked
        observing
      > sees
          do verify-bytes go1.21.13
        verifying"
    `)
  })

  it('is refused when its epoch is not newer', () => {
    const play = resting()
    play.happens({ kind: 'assigned', assignment: accepted(3, OLD) }).sees(observed(OLD))
    play.read()
    play
      .happens({ kind: 'assigned', assignment: accepted(3) })
      .happens({ kind: 'assigned', assignment: accepted(2) })
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
        idle
      > assigned
        idle"
    `)
  })
})

describe('after a kill', () => {
  it('between the rename and the check: checks, and that was it', () => {
    const play = untilCheck(resting(NEW))
    play.read()
    play.restart().sees(both(NEW)).done({ kind: 'probe', goVersion: NEW }).sees(both(NEW))
    expect(play.read()).toMatchInlineSnapshot(`
      "> kill -9, start
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.22.12
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          do probe go1.22.12
        checking
      > probe done
          save epoch 1 reached 1
          note check: go version answers go1.22.12; a program compiled and ran
          note converged: go1.22.12 is active and works
          do observe, go1.22.12 was checked
        observing
      > sees
        idle"
    `)
  })

  it('between the rename and a check that fails: goes back', () => {
    const play = untilCheck(resting(NEW))
    play.read()
    play.restart().sees(both(NEW)).fails().done({ kind: 'activate-back' }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> kill -9, start
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.22.12
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          do probe go1.22.12
        checking
      > fails with disk_full
          save epoch 1 reached 0, journal back go1.21.13 -> go1.22.12
          note failed: the disk is full
          do activate-back (link) to go1.21.13 {}
        switching-back
      > activate-back done
          save epoch 1 reached 0, failed 1x: disk_full
          note switched-back: switched back to go1.21.13 and its settings: the disk is full
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 30 s
        waiting (backoff, 30 s)"
    `)
  })

  it('before the rename, with the journal written: begins again', () => {
    const play = untilCheck(resting(NEW))
    play.read()
    play.restart().sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> kill -9, start
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.22.12
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 0
          do verify-bytes go1.22.12
        verifying"
    `)
  })

  it('on the way back: goes on going back', () => {
    const play = untilCheck(resting(NEW)).fails()
    play.read()
    play.restart().sees(both(NEW)).done({ kind: 'activate-back' }).sees(both(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> kill -9, start
          save epoch 1 reached 0, journal back go1.21.13 -> go1.22.12
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          do activate-back (link) to go1.21.13 {}
        switching-back
      > activate-back done
          save epoch 1 reached 0, failed 1x: disk_full
          note switched-back: switched back to go1.21.13 and its settings: the disk is full
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 30 s
        waiting (backoff, 30 s)"
    `)
  })

  it('in a download: begins again', () => {
    const play = resting()
    play.happens({ kind: 'assigned', assignment: accepted(1) }).sees(observed(OLD))
    play.read()
    play.restart().sees(observed(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "> kill -9, start
          save epoch 1 reached 0
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          do install go1.22.12 {}
        installing"
    `)
  })

  it('in a wait: goes on waiting', () => {
    const play = resting()
    play
      .happens({ kind: 'assigned', assignment: accepted(1) })
      .sees(observed(OLD))
      .fails()
      .sees(observed(OLD))
    play.read()
    play.passes(0.4).restart().sees(observed(OLD))
    expect(play.read()).toMatchInlineSnapshot(`
      "(0.0004 s pass)
      > kill -9, start
          save epoch 1 reached 0, failed 1x: disk_full
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          timer work in 0.99960009765625 s
        waiting (backoff, 0.99960009765625 s)"
    `)
  })

  it('in a settings change after its rename: checks', () => {
    const play = resting()
    const desired = { release: OLD, settings: { GOPROXY: 'off' } }
    play.happens({ kind: 'assigned', assignment: accepted(1, OLD, { desired }) }).sees(observed(OLD))
    play.done({ kind: 'snapshot', id: 's1' })
    play.read()
    play.restart().sees(observed(OLD, { settings: { GOPROXY: 'off' } }))
    expect(play.read()).toMatchInlineSnapshot(`
      "> kill -9, start
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.21.13
          note started: the agent started
          do observe, go1.21.13 was checked
        observing
      > sees
          do probe go1.21.13
        checking"
    `)
  })
})
