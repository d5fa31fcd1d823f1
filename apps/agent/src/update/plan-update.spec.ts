import { describe, expect, it } from 'vitest'
import { planUpdate, type UpdateFacts, type UpdateStep, type WantedAgent } from './plan-update.js'

const bundle = {
  version: '0.2.0',
  filename: 'goherd-agent-0.2.0-linux-x64.tar.gz',
  sha256: 'a'.repeat(64),
  size: 45_000_000,
}
const wanted: WantedAgent = { version: '0.2.0', epoch: 7, bundle, calm: true }
const trial = { from: '0.1.0', to: '0.2.0', epoch: 7, within: 120 }
const out = { version: '0.2.0', epoch: 7, why: 'it broke' }

/** The old agent, connected and at rest, with nothing to do. */
const old: UpdateFacts = {
  own: '0.1.0',
  installed: 'supervised',
  current: '0.1.0',
  versions: ['0.1.0'],
  trial: null,
  starts: 0,
  backedOut: null,
  previous: null,
  wanted: null,
  settled: true,
  connected: true,
  overdue: false,
}
const asked: UpdateFacts = { ...old, wanted }
const both = { versions: ['0.1.0', '0.2.0'] }
/** The old agent after the switch; the new one on trial. */
const switched: UpdateFacts = { ...asked, ...both, trial, current: '0.2.0' }
const fresh: UpdateFacts = { ...switched, own: '0.2.0', starts: 1, connected: false }

const ROWS: readonly (readonly [string, UpdateFacts, UpdateStep['kind']])[] = [
  ['nothing is asked', old, 'rest'],
  ['its own version is asked', { ...asked, own: '0.2.0', current: '0.2.0', versions: ['0.2.0'] }, 'rest'],
  ['another version is asked', asked, 'fetch'],
  ['it is there already', { ...asked, ...both }, 'try'],
  ['the server has none for this platform', { ...asked, wanted: { ...wanted, bundle: undefined } }, 'cannot'],
  ['the Go of the host is not as assigned yet', { ...asked, settled: false }, 'rest'],
  ['the assignment is an emergency', { ...asked, wanted: { ...wanted, calm: false } }, 'rest'],
  ['there is no server', { ...asked, connected: false }, 'rest'],
  ['it was backed out of this assignment', { ...asked, backedOut: out }, 'rest'],
  ['it was backed out of an earlier one', { ...asked, backedOut: { ...out, epoch: 6 } }, 'fetch'],
  ['another version was backed out', { ...asked, backedOut: { ...out, version: '0.1.9' } }, 'fetch'],
  ['somebody put another version there', { ...asked, current: '0.3.0' }, 'rest'],
  ['it comes from npx', { ...asked, installed: 'none' }, 'cannot'],
  ['it runs without a service', { ...asked, installed: 'alone' }, 'cannot'],
  ['it comes from npx and nothing is asked', { ...old, installed: 'none' }, 'rest'],

  ['cut off after the trial was noted', { ...asked, ...both, trial }, 'try'],
  ['… and the assignment is another by now', { ...old, ...both, trial }, 'forget-trial'],
  ['… and it was backed out', { ...asked, ...both, trial, backedOut: out }, 'forget-trial'],
  ['cut off after the link was switched', switched, 'restart'],
  ['a trial of two other versions', { ...old, trial: { ...trial, from: '0.0.9' } }, 'forget-trial'],

  ['new, and the server is not reached yet', fresh, 'prove'],
  ['new, and the server is reached', { ...fresh, connected: true }, 'confirm'],
  ['new, reached at the last moment', { ...fresh, connected: true, overdue: true }, 'confirm'],
  ['new, and out of time', { ...fresh, overdue: true }, 'back-out'],
  ['new, cut off while it backed out', { ...fresh, backedOut: out }, 'back-out'],
  ['old, started by the launcher after three starts', { ...switched, starts: 3 }, 'back-out'],
  ['… cut off after the link', { ...switched, current: '0.1.0', starts: 3, backedOut: out }, 'back-out'],

  ['older versions lie about', { ...old, versions: ['0.0.8', '0.0.9', '0.1.0'], previous: '0.0.9' }, 'tidy'],
  ['… and the server is not reached', { ...old, ...both, connected: false }, 'rest'],
]

describe('what is done when', () => {
  it.each(ROWS)('%s', (_, facts, kind) => {
    expect(planUpdate(facts).kind).toBe(kind)
  })
})

describe('a step', () => {
  it('says all that is needed to carry it out', () => {
    expect(planUpdate(asked)).toEqual({ kind: 'fetch', bundle })
    expect(planUpdate({ ...asked, ...both })).toEqual({ kind: 'try', version: '0.2.0', epoch: 7 })
    expect(planUpdate({ ...fresh, connected: true })).toEqual({ kind: 'confirm', trial })
    expect(planUpdate({ ...old, versions: ['0.0.8', '0.0.9', '0.1.0'], previous: '0.0.9' })).toEqual({
      kind: 'tidy',
      remove: ['0.0.8'],
    })
  })

  it('back says why', () => {
    expect(planUpdate({ ...fresh, overdue: true })).toMatchObject({
      why: '0.2.0 did not reach the server within 120 s',
    })
    expect(planUpdate({ ...switched, starts: 3 })).toMatchObject({
      why: '0.2.0 was started 3 times and did not reach the server',
    })
    expect(planUpdate({ ...fresh, backedOut: out })).toMatchObject({ why: 'it broke' })
  })
})

describe('from any facts at all', () => {
  const choices = {
    own: ['0.1.0', '0.2.0', '0.3.0'],
    current: ['0.1.0', '0.2.0', null],
    trial: [null, trial],
    starts: [0, 1, 3],
    backedOut: [null, out],
    wanted: [null, wanted, { ...wanted, epoch: 8 }, { ...wanted, calm: false }],
    connected: [true, false],
    overdue: [true, false],
    settled: [true, false],
  } as const
  const all = Object.entries(choices).reduce<Record<string, unknown>[]>(
    (made, [name, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  )
  const facts = all.map((one): UpdateFacts => ({ ...old, versions: ['0.1.0', '0.2.0', '0.3.0'], ...one }))

  it('a version on trial never starts another trial, and an unsettled host none at all', () => {
    for (const one of facts) {
      const step = planUpdate(one)
      if (one.trial?.to === one.own) expect(['prove', 'confirm', 'back-out']).toContain(step.kind)
      if (step.kind === 'fetch') expect(one.settled && one.connected && one.wanted?.calm).toBe(true)
      if (step.kind === 'try' && one.trial === null) expect(one.settled && one.connected).toBe(true)
    }
  })

  it('what runs, and what is gone back to, is never removed', () => {
    for (const one of facts) {
      const step = planUpdate({ ...one, previous: '0.2.0' })
      if (step.kind !== 'tidy') continue
      expect(step.remove).not.toContain(one.own)
      expect(step.remove).not.toContain('0.2.0')
      expect(one.trial).toBeNull()
    }
  })

  it('a version that was backed out is not tried again for the same assignment', () => {
    for (const one of facts) {
      if (one.backedOut === null || one.wanted?.epoch !== one.backedOut.epoch) continue
      expect(['fetch', 'try']).not.toContain(planUpdate({ ...one, own: '0.1.0' }).kind)
    }
  })
})
