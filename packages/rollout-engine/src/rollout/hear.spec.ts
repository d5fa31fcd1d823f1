import { describe, expect, it } from 'vitest'
import type { Evidence, HostFacts } from './facts.js'
import { hear, nextProgress } from './hear.js'
import { type HostProgress, type ProgressKind, scheduled } from './state.js'
import { host } from './test/samples.js'

const NOW = 1_000_000
const o = { now: NOW, silentAfterMs: 60_000 }
const trouble = { code: 'disk_full', message: 'disk full' }

const BEFORE: Readonly<Record<ProgressKind, HostProgress>> = {
  updating: { kind: 'updating', since: NOW - 1_000 },
  done: { kind: 'done', at: 1 },
  failed: { kind: 'failed', at: 1, ...trouble, acknowledged: true },
  silent: { kind: 'silent', at: 1, acknowledged: true },
  'rolled-back': { kind: 'rolled-back', at: 1, ...trouble, acknowledged: true },
  debt: { kind: 'debt', since: 1 },
  reverting: { kind: 'reverting', since: NOW - 1_000 },
  reverted: { kind: 'reverted', at: 1 },
  'revert-debt': { kind: 'revert-debt', since: 1 },
  left: { kind: 'left', at: 1 },
}

/** What is heard, by what it is called. */
const HEARD = {
  nothing: { evidence: { kind: 'pending' } },
  proof: { evidence: { kind: 'proved' } },
  failure: { evidence: { kind: 'failed', ...trouble } },
  'went back': { evidence: { kind: 'rolled-back', ...trouble } },
  'gone for long': { evidence: { kind: 'pending' }, online: false, seenAt: NOW - 60_001 },
  'gone a moment': { evidence: { kind: 'pending' }, online: false, seenAt: NOW - 60_000 },
} as const satisfies Record<string, Partial<HostFacts> & { evidence: Evidence }>
type Heard = keyof typeof HEARD

/** What each progress becomes. The compiler demands every cell; `same` means untouched, acknowledgement and time included. */
const TABLE: Readonly<Record<ProgressKind, Readonly<Record<Heard, ProgressKind | 'same'>>>> = {
  updating: row('same', 'done', 'failed', 'rolled-back', 'same', 'same'),
  done: row('same', 'same', 'failed', 'rolled-back', 'same', 'same'),
  failed: row('same', 'done', 'same', 'rolled-back', 'same', 'same'),
  silent: row('updating', 'done', 'failed', 'rolled-back', 'same', 'same'),
  'rolled-back': row('same', 'done', 'failed', 'same', 'same', 'same'),
  debt: row('same', 'same', 'same', 'same', 'same', 'same'),
  reverting: row('same', 'reverted', 'same', 'same', 'same', 'same'),
  reverted: row('same', 'same', 'same', 'same', 'same', 'same'),
  'revert-debt': row('reverting', 'reverted', 'reverting', 'reverting', 'same', 'same'),
  left: row('same', 'same', 'same', 'same', 'same', 'same'),
}

type Cell = ProgressKind | 'same'
function row(nothing: Cell, proof: Cell, failure: Cell, wentBack: Cell, long: Cell, moment: Cell) {
  return { nothing, proof, failure, 'went back': wentBack, 'gone for long': long, 'gone a moment': moment }
}

const assignedFor = (kind: ProgressKind) => (kind.startsWith('revert') ? 'from' : 'to')
const cells = Object.entries(TABLE).flatMap(([kind, cols]) =>
  Object.entries(cols).map(([heard, expected]) => [kind, heard, expected] as const),
)

describe('nextProgress', () => {
  it.each(cells)('%s + %s → %s', (kind, heard, expected) => {
    const before = BEFORE[kind as ProgressKind]
    const facts = host('h', { assigned: assignedFor(before.kind), ...HEARD[heard as Heard] })
    const after = nextProgress(before, facts, o)
    if (expected === 'same') expect(after).toBe(before)
    else expect(after.kind).toBe(expected)
  })

  it.each(['updating', 'reverting'] as const)(
    '%s and not heard of for long is what becomes silent',
    (kind) => {
      const before: HostProgress = { kind, since: NOW - 60_001 }
      const gone = host('h', { assigned: assignedFor(kind), ...HEARD['gone for long'] })
      expect(nextProgress(before, gone, o).kind).toBe(kind === 'updating' ? 'silent' : 'revert-debt')
      const aMoment = host('h', { assigned: assignedFor(kind), ...HEARD['gone a moment'] })
      expect(nextProgress(before, aMoment, o)).toBe(before)
    },
  )

  it('counts a new failure anew, although an earlier one was acknowledged', () => {
    const failed = host('h', { assigned: 'to', evidence: { kind: 'failed', ...trouble } })
    expect(nextProgress(BEFORE['rolled-back'], failed, o)).toMatchObject({
      kind: 'failed',
      acknowledged: false,
    })
  })

  it.each(
    Object.values(BEFORE)
      .filter(({ kind }) => kind !== 'debt' && kind !== 'left')
      .map((before) => [before.kind, before] as const),
  )('%s leaves when something else is assigned, or when the host is gone', (_, before) => {
    expect(nextProgress(before, host('h', { assigned: 'other' }), o)).toEqual({ kind: 'left', at: NOW })
    expect(nextProgress(before, undefined, o)).toEqual({ kind: 'left', at: NOW })
  })
})

describe('hear', () => {
  it('gives the same object back when nothing changed', () => {
    const state = { ...scheduled([['h']]), hosts: { h: BEFORE.updating } }
    const facts = new Map([['h', host('h', { assigned: 'to', evidence: { kind: 'pending' } })]])
    expect(hear(state, facts, o)).toBe(state)
  })
})
