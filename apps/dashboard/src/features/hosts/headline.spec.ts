import { HOST_STATES, type HostState, PHASES, type PhaseKind } from '@goherd/model'
import type { HostView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { aHost, SAMPLE_TIME } from '../../testing/sample-fleet'
import { describePhase, headline } from './headline'

const FULL = { code: 'disk_full', message: 'disk full: 120 MB free', hint: 'Free some space.' }

describe('describePhase', () => {
  const WORDS: Record<PhaseKind, string> = {
    idle: 'waiting for the host’s report go1.22.12',
    waiting: 'waiting to start go1.22.12',
    held: 'held by somebody on the host go1.22.12',
    downloading: 'downloading go1.22.12',
    unpacking: 'unpacking go1.22.12',
    draining: 'waiting for running builds before the switch to go1.22.12',
    switching: 'switching go1.22.12',
    checking: 'checking go1.22.12',
    failed: 'the change failed go1.22.12',
  }

  it.each(PHASES)('%s', (kind) => {
    expect(describePhase({ kind, release: 'go1.22.12' })).toBe(WORDS[kind])
  })

  it('says how far it is, truncated', () => {
    expect(
      describePhase({ kind: 'downloading', release: 'go1.22.12', done: 66_199_999, total: 66_200_000 }),
    ).toBe('downloading go1.22.12, 99 % of 66.2 MB')
  })

  it('counts the builds a switch waits for', () => {
    expect(describePhase({ kind: 'draining', release: 'go1.22.12', builds: 2 })).toBe(
      'waiting for 2 running builds before the switch to go1.22.12',
    )
    expect(describePhase({ kind: 'draining', builds: 1 })).toBe(
      'waiting for 1 running build before the switch',
    )
  })

  it('leaves out a progress of nothing', () => {
    expect(describePhase({ kind: 'unpacking', done: 0, total: 0 })).toBe('unpacking')
  })
})

describe('headline', () => {
  const CASES: Record<HostState, readonly (readonly [Partial<HostView>, string])[]> = {
    'in-sync': [
      [{}, 'matches, proved by digest'],
      [{ proved: false }, 'matches'],
    ],
    updating: [[{ phase: { kind: 'switching' } }, 'switching']],
    drifted: [
      [
        {
          drift: [
            { kind: 'link', reason: 'the current link is gone', expected: 'a', found: 'b' },
            { kind: 'bytes', reason: '1 file changed', expected: 'a', found: 'b' },
          ],
        },
        'the current link is gone; 1 file changed',
      ],
    ],
    failed: [
      [{ error: FULL }, 'disk full: 120 MB free. Free some space.'],
      [{ phase: { kind: 'failed', error: FULL } }, 'disk full: 120 MB free. Free some space.'],
      [{}, 'the change failed'],
    ],
    offline: [[{ online: false }, 'the agent does not answer; it gets what is wanted when it is back']],
    unmanaged: [[{ group: 'rest' }, 'group rest manages nothing']],
  }

  it('says first who holds a host, while it can be asked', () => {
    const maintenance = { reason: 'kernel upgrade', by: 'root', since: SAMPLE_TIME, until: SAMPLE_TIME }
    expect(headline(aHost({ maintenance, state: 'drifted' }))).toBe('held by root: kernel upgrade')
    expect(headline(aHost({ maintenance, state: 'offline', online: false }))).toMatch(/does not answer/)
  })

  it.each(HOST_STATES)('%s', (state) => {
    for (const [change, said] of CASES[state]) expect(headline(aHost({ state, ...change }))).toBe(said)
  })
})
