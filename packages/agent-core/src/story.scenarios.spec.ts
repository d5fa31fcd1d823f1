import { describe, expect, it } from 'vitest'
import { accepted, installed, memoryOn, NEW, NEXT, OLD, observed } from './test/samples.js'
import { Play } from './test/transcript.js'

const INTACT = { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } as const

describe('the main job of one host', () => {
  it('gets a release, drifts, gets the next one, and is rolled back, with every step reported', () => {
    const play = new Play()
      .start(memoryOn(OLD))
      .sees(observed(OLD))
      .happens({ kind: 'connected', lastSeq: 0 })
    const committed = () => {
      const { sent } = play.rig.state.outbox
      if (sent !== null) play.happens({ kind: 'report-answered', seq: sent.seq, answer: 'committed' })
    }
    committed()
    play.read()

    const [two, three] = [installed(OLD, NEW), installed(OLD, NEW, NEXT)]
    play.happens({ kind: 'assigned', assignment: accepted(1, NEW) }).sees(observed(OLD))
    committed()
    play
      .done({ kind: 'install', steps: [] })
      .done({ kind: 'write-settings' })
      .done({ kind: 'snapshot', id: 's1' })
    play
      .done({ kind: 'activate' })
      .done({ kind: 'probe', goVersion: NEW })
      .sees(observed(NEW, { installed: two }))
    committed()
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 1 reached 0, seq 1
          note assigned: assigned go1.22.12: because
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 0, seq 2
          do install go1.22.12 {}
          report 2: epoch 1, downloading, go1.21.13, 1 events
        installing
      > report-answered
          save epoch 1 reached 0, seq 2
        installing
      > install done
          do write-settings go1.22.12 {}
        configuring
      > write-settings done
          save epoch 1 reached 0, seq 2
          note settings: settings written for go1.22.12
          do snapshot "before epoch 1 (go1.22.12)"
        snapshotting
      > snapshot done
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.22.12, seq 2
          note snapshot: snapshot s1 taken
          do activate go1.22.12
        switching
      > activate done
          save epoch 1 reached 0, journal forward go1.21.13 -> go1.22.12, seq 2
          note switch: switched from go1.21.13 to go1.22.12
          do probe go1.22.12
        checking
      > probe done
          save epoch 1 reached 1, seq 2
          note check: go version answers go1.22.12; a program compiled and ran
          note converged: go1.22.12 is active and works
          do observe, go1.22.12 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 3
          report 3: epoch 1, idle, go1.22.12, 5 events
        idle
      > report-answered
          save epoch 1 reached 1, seq 3
        idle"
    `)

    play.happens({ kind: 'heartbeat' }).sees(observed(OLD, { installed: two, goVersion: null }))
    committed()
    play.done({ kind: 'probe', goVersion: OLD }).sees(observed(OLD, { installed: two }))
    committed()
    expect(play.read()).toMatchInlineSnapshot(`
      "> heartbeat
          do observe, go1.22.12 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 4
          note drift: the current link leads to go1.21.13; it should lead to go1.22.12
          do probe go1.21.13
          report 4: epoch 1, idle, go1.21.13, 1 events
        checking
      > report-answered
          save epoch 1 reached 1, seq 4
        checking
      > probe done
          save epoch 1 reached 1, seq 4
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 1 reached 1, seq 5
          report 5: epoch 1, idle, go1.21.13, 0 events
        idle
      > report-answered
        idle"
    `)

    play.happens({ kind: 'assigned', assignment: accepted(2, NEXT) }).sees(observed(OLD, { installed: two }))
    committed()
    play
      .happens({ kind: 'disconnected' })
      .done({ kind: 'install', steps: [] })
      .done({ kind: 'write-settings' })
    play
      .done({ kind: 'snapshot', id: 's2' })
      .done({ kind: 'activate' })
      .done({ kind: 'probe', goVersion: NEXT })
    play.sees(observed(NEXT, { installed: three })).happens({ kind: 'connected', lastSeq: 5 })
    committed()
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 2 reached 1, seq 5
          note assigned: assigned go1.23.5: because
          do observe, go1.21.13 was checked
        observing
      > sees
          save epoch 2 reached 1, seq 6
          do install go1.23.5 {}
          report 6: epoch 2, downloading, go1.21.13, 1 events
        installing
      > report-answered
          save epoch 2 reached 1, seq 6
        installing
      > disconnected
        installing
      > install done
          do write-settings go1.23.5 {}
        configuring
      > write-settings done
          save epoch 2 reached 1, seq 6
          note settings: settings written for go1.23.5
          do snapshot "before epoch 2 (go1.23.5)"
        snapshotting
      > snapshot done
          save epoch 2 reached 1, journal forward go1.21.13 -> go1.23.5, seq 6
          note snapshot: snapshot s2 taken
          do activate go1.23.5
        switching
      > activate done
          save epoch 2 reached 1, journal forward go1.21.13 -> go1.23.5, seq 6
          note switch: switched from go1.21.13 to go1.23.5
          do probe go1.23.5
        checking
      > probe done
          save epoch 2 reached 2, seq 6
          note check: go version answers go1.23.5; a program compiled and ran
          note converged: go1.23.5 is active and works
          do observe, go1.23.5 was checked
        observing
      > sees
        idle
      > connected
          save epoch 2 reached 2, seq 7
          report 7: epoch 2, idle, go1.23.5, 5 events, first
        idle
      > report-answered
          save epoch 2 reached 2, seq 7
        idle"
    `)

    play
      .happens({ kind: 'assigned', assignment: accepted(3, NEW) })
      .sees(observed(NEXT, { installed: three }))
    play.done({ kind: 'verify-bytes', release: NEW, bytes: INTACT }).done({ kind: 'write-settings' })
    play
      .done({ kind: 'snapshot', id: 's3' })
      .done({ kind: 'activate' })
      .done({ kind: 'probe', goVersion: NEW })
    play.sees(observed(NEW, { installed: three, bytes: INTACT, proof: 'f'.repeat(64) }))
    committed()
    play.passes(3_500).happens({ kind: 'timer', timer: 'report' })
    committed()
    expect(play.read()).toMatchInlineSnapshot(`
      "> assigned
          save epoch 3 reached 2, seq 7
          note assigned: assigned go1.22.12: because
          do observe, go1.23.5 was checked
        observing
      > sees
          do verify-bytes go1.22.12
        verifying
      > verify-bytes done
          do write-settings go1.22.12 {}
        configuring
      > write-settings done
          save epoch 3 reached 2, seq 7
          note settings: settings written for go1.22.12
          do snapshot "before epoch 3 (go1.22.12)"
        snapshotting
      > snapshot done
          save epoch 3 reached 2, journal forward go1.23.5 -> go1.22.12, seq 7
          note snapshot: snapshot s3 taken
          do activate go1.22.12
        switching
      > activate done
          save epoch 3 reached 2, journal forward go1.23.5 -> go1.22.12, seq 7
          note switch: switched from go1.23.5 to go1.22.12
          do probe go1.22.12
        checking
      > probe done
          save epoch 3 reached 3, seq 7
          note check: go version answers go1.22.12; a program compiled and ran
          note converged: go1.22.12 is active and works
          do observe, go1.22.12 was checked
        observing
      > sees
          save epoch 3 reached 3, seq 8
          report 8: epoch 3, idle, go1.22.12, 0 events
          timer report in 3.5 s
        idle
      > report-answered
        idle
      (3.5 s pass)
      > timer
          save epoch 3 reached 3, seq 9
          report 9: epoch 3, idle, go1.22.12, 6 events
        idle
      > report-answered
          save epoch 3 reached 3, seq 9
        idle"
    `)
    expect(play.rig.state.memory).toMatchObject({ reachedEpoch: 3, journal: null, failure: null, events: [] })
  })
})
