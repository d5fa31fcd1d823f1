import { expect, it } from 'vitest'
import type { LocalWish } from './events.js'
import { DIGEST, installed, memoryOn, NEW, OLD, observed, snapshotOf } from './test/samples.js'
import { Play } from './test/transcript.js'

/*
 * The life of a machine that nobody manages but its owner, as its log would tell it.
 */

const INTACT = { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } as const
const asks = (play: Play, id: string, wish: LocalWish) =>
  play.happens({ kind: 'local-asked', request: { id, wish } }, `asks to ${wish.kind}`)
const fetchOf = (release: string) => ({
  archive: { filename: `${release}.linux-amd64.tar.gz`, sha256: 'c'.repeat(64), size: 1000 },
  from: '/srv/go',
})

it('a first install, a second one beside it, a switch, settings, and the way back', () => {
  const play = new Play({ converge: false }).start(memoryOn(null)).sees(observed(null))
  play.read()

  asks(play, 'r1', { kind: 'install', release: OLD, fetch: fetchOf(OLD), activate: false })
  play.sees(observed(null)).done({ kind: 'install', steps: [{ kind: 'unpack', durationMs: 5 }] })
  play.done({ kind: 'write-settings' }).done({ kind: 'snapshot', id: 's1' }).done({ kind: 'activate' })
  play.done({ kind: 'probe', goVersion: OLD }).sees(observed(OLD))
  expect(play.read()).toMatchInlineSnapshot(`
    "> asks to install
        do observe
      observing
    > sees
        do install go1.21.13 {}
      installing
    > install done
        save epoch 0 reached 0
        note unpack: go1.21.13 unpacked
        do write-settings go1.21.13 {}
      configuring
    > write-settings done
        save epoch 0 reached 0
        note settings: settings written for go1.21.13
        do snapshot "before goherd-agent install go1.21.13"
      snapshotting
    > snapshot done
        save epoch 0 reached 0, journal forward null -> go1.21.13
        note snapshot: snapshot s1 taken
        do activate go1.21.13
      switching
    > activate done
        save epoch 0 reached 0, journal forward null -> go1.21.13
        note switch: switched from nothing to go1.21.13
        do probe go1.21.13
      checking
    > probe done
        save epoch 0 reached 0
        note check: go version answers go1.21.13; a program compiled and ran
        note switch: go1.21.13 was made active on the machine itself (before goherd-agent install go1.21.13)
        answer go1.21.13, changed
        do observe, go1.21.13 was checked
      observing
    > sees
      idle"
  `)

  asks(play, 'r2', { kind: 'install', release: NEW, fetch: fetchOf(NEW), activate: false })
  play.sees(observed(OLD)).done({ kind: 'install', steps: [] })
  const both = observed(OLD, { installed: installed(OLD, NEW) })
  play.sees(both)
  expect(play.read()).toMatchInlineSnapshot(`
    "> asks to install
        do observe, go1.21.13 was checked
      observing
    > sees
        do install go1.22.12 {}
      installing
    > install done
        answer go1.22.12, changed
        do observe, go1.21.13 was checked
      observing
    > sees
      idle"
  `)

  asks(play, 'r3', { kind: 'set-env', set: { GOPROXY: 'off' }, unset: [] })
  play.sees(both).done({ kind: 'snapshot', id: 's2' }).done({ kind: 'write-settings' })
  const snapshots = [snapshotOf('s2', OLD, { treeDigest: DIGEST })]
  const off = observed(OLD, { installed: installed(OLD, NEW), settings: { GOPROXY: 'off' }, snapshots })
  play.done({ kind: 'probe', goVersion: OLD }).sees(off)
  expect(play.read()).toMatchInlineSnapshot(`
    "> asks to set-env
        do observe, go1.21.13 was checked
      observing
    > sees
        do snapshot "before goherd-agent env"
      snapshotting
    > snapshot done
        save epoch 0 reached 0, journal forward go1.21.13 -> go1.21.13
        note snapshot: snapshot s2 taken
        do write-settings go1.21.13 {"GOPROXY":"off"}
      switching
    > write-settings done
        save epoch 0 reached 0, journal forward go1.21.13 -> go1.21.13
        note switch: settings of go1.21.13 are active
        do probe go1.21.13
      checking
    > probe done
        save epoch 0 reached 0
        note check: go version answers go1.21.13; a program compiled and ran
        note switch: the settings of go1.21.13 were changed on the machine itself (before goherd-agent env)
        answer go1.21.13, changed
        do observe, go1.21.13 was checked
      observing
    > sees
      idle"
  `)

  asks(play, 'r4', { kind: 'rollback', snapshot: null, fetch: null })
  play
    .sees(off)
    .done({ kind: 'verify-bytes', release: OLD, bytes: INTACT })
    .done({ kind: 'snapshot', id: 's3' })
  play.done({ kind: 'write-settings' }).done({ kind: 'probe', goVersion: OLD }).sees(both)
  expect(play.read()).toMatchInlineSnapshot(`
    "> asks to rollback
        do observe, go1.21.13 was checked
      observing
    > sees
        do verify-bytes go1.21.13
      verifying
    > verify-bytes done
        do snapshot "before goherd-agent rollback s2"
      snapshotting
    > snapshot done
        save epoch 0 reached 0, journal forward go1.21.13 -> go1.21.13
        note snapshot: snapshot s3 taken
        do write-settings go1.21.13 {}
      switching
    > write-settings done
        save epoch 0 reached 0, journal forward go1.21.13 -> go1.21.13
        note switch: settings of go1.21.13 are active
        do probe go1.21.13
      checking
    > probe done
        save epoch 0 reached 0
        note check: go version answers go1.21.13; a program compiled and ran
        note switch: the settings of go1.21.13 were changed on the machine itself (before goherd-agent rollback s2)
        answer go1.21.13, changed
        do observe, go1.21.13 was checked
      observing
    > sees
      idle"
  `)

  asks(play, 'r5', { kind: 'uninstall', release: NEW })
  play.sees(both).done({ kind: 'uninstall', freed: 100 }).sees(observed(OLD))
  asks(play, 'r6', { kind: 'uninstall', release: OLD })
  play.sees(observed(OLD))
  asks(play, 'r7', { kind: 'snapshot', reason: 'before the holidays' })
  play.sees(observed(OLD)).done({ kind: 'snapshot', id: 's4' }).sees(observed(OLD))
  expect(play.read()).toMatchInlineSnapshot(`
    "> asks to uninstall
        do observe, go1.21.13 was checked
      observing
    > sees
        do uninstall go1.22.12
      uninstalling
    > uninstall done
        save epoch 0 reached 0
        note removed: go1.22.12 was uninstalled on the machine itself; 100 bytes are free again
        answer go1.22.12 is gone, 100 bytes are free
        do observe, go1.21.13 was checked
      observing
    > sees
      idle
    > asks to uninstall
        do observe, go1.21.13 was checked
      observing
    > sees
        answer release_current
      idle
    > asks to snapshot
        do observe, go1.21.13 was checked
      observing
    > sees
        do snapshot "before the holidays"
      snapshotting
    > snapshot done
        save epoch 0 reached 0
        note snapshot: snapshot s4 taken
        answer snapshot s4 of go1.21.13
        do observe, go1.21.13 was checked
      observing
    > sees
      idle"
  `)
})

it('a download that its owner breaks off, and takes up again', () => {
  const play = new Play({ converge: false }).start(memoryOn(OLD)).sees(observed(OLD))
  play.read()
  const wish = { kind: 'install', release: NEW, fetch: fetchOf(NEW), activate: true } as const
  asks(play, 'r1', wish).sees(observed(OLD))
  play.happens({ kind: 'local-cancelled', id: 'r1' }, 'presses Ctrl-C')
  play.fails({ code: 'aborted', message: 'broken off', hint: 'Nothing to do.' }).sees(observed(OLD))
  asks(play, 'r2', wish).sees(observed(OLD))
  expect(play.read()).toMatchInlineSnapshot(`
    "> asks to install
        do observe, go1.21.13 was checked
      observing
    > sees
        do install go1.22.12 {}
      installing
    > presses Ctrl-C
        abort
      installing
    > fails with aborted
        answer interrupted
        do observe, go1.21.13 was checked
      observing
    > sees
      idle
    > asks to install
        do observe, go1.21.13 was checked
      observing
    > sees
        do install go1.22.12 {}
      installing"
  `)
})
