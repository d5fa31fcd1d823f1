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
  expect(play.read()).toMatchInlineSnapshot()

  asks(play, 'r2', { kind: 'install', release: NEW, fetch: fetchOf(NEW), activate: false })
  play.sees(observed(OLD)).done({ kind: 'install', steps: [] })
  const both = observed(OLD, { installed: installed(OLD, NEW) })
  play.sees(both)
  expect(play.read()).toMatchInlineSnapshot()

  asks(play, 'r3', { kind: 'set-env', set: { GOPROXY: 'off' }, unset: [] })
  play.sees(both).done({ kind: 'snapshot', id: 's2' }).done({ kind: 'write-settings' })
  const snapshots = [snapshotOf('s2', OLD, { treeDigest: DIGEST })]
  const off = observed(OLD, { installed: installed(OLD, NEW), settings: { GOPROXY: 'off' }, snapshots })
  play.done({ kind: 'probe', goVersion: OLD }).sees(off)
  expect(play.read()).toMatchInlineSnapshot()

  asks(play, 'r4', { kind: 'rollback', snapshot: null, fetch: null })
  play
    .sees(off)
    .done({ kind: 'verify-bytes', release: OLD, bytes: INTACT })
    .done({ kind: 'snapshot', id: 's3' })
  play.done({ kind: 'write-settings' }).done({ kind: 'probe', goVersion: OLD }).sees(both)
  expect(play.read()).toMatchInlineSnapshot()

  asks(play, 'r5', { kind: 'uninstall', release: NEW })
  play.sees(both).done({ kind: 'uninstall', freed: 100 }).sees(observed(OLD))
  asks(play, 'r6', { kind: 'uninstall', release: OLD })
  play.sees(observed(OLD))
  asks(play, 'r7', { kind: 'snapshot', reason: 'before the holidays' })
  play.sees(observed(OLD)).done({ kind: 'snapshot', id: 's4' }).sees(observed(OLD))
  expect(play.read()).toMatchInlineSnapshot()
})

it('a download that its owner breaks off, and takes up again', () => {
  const play = new Play({ converge: false }).start(memoryOn(OLD)).sees(observed(OLD))
  play.read()
  const wish = { kind: 'install', release: NEW, fetch: fetchOf(NEW), activate: true } as const
  asks(play, 'r1', wish).sees(observed(OLD))
  play.happens({ kind: 'local-cancelled', id: 'r1' }, 'presses Ctrl-C')
  play.fails({ code: 'aborted', message: 'broken off', hint: 'Nothing to do.' }).sees(observed(OLD))
  asks(play, 'r2', wish).sees(observed(OLD))
  expect(play.read()).toMatchInlineSnapshot()
})
