import { describe, expect, it } from 'vitest'
import { type FactsRow, toFacts } from './to-facts.js'
import { wentBack } from './went-back.js'

const ROW: FactsRow = {
  ...{ id: 'h1', name: 'ci-1', groupId: 'g1', group: 'build', platform: 'linux/amd64', labels: {} },
  ...{ online: true, seenAt: new Date(5_000), source: 'group', epoch: 9, revision: 1, ours: null },
  ...{ from: 1, to: 2, startEpoch: 10, heard: true, proved: true, failure: null, switchedBack: null },
}
const assigned = (over: Partial<FactsRow>) => toFacts({ ...ROW, ...over }).assigned
const evidence = (over: Partial<FactsRow>) => toFacts({ ...ROW, ...over }).evidence

describe('what a host was assigned last', () => {
  it.each([
    ['the group, before the rollout', {}, 'from'],
    ['nothing at all', { source: null, epoch: null, revision: null }, 'from'],
    ['a wave of the rollout to the new state', { source: 'wave', ours: true, epoch: 12, revision: 2 }, 'to'],
    ['a wave of the rollout back', { source: 'wave', ours: true, epoch: 13, revision: 1 }, 'from'],
    ['a second edition of the old state', { epoch: 14 }, 'from'],
    ['something else for the group', { epoch: 14, revision: 7 }, 'other'],
    ['its own snapshot', { source: 'own', epoch: 14, revision: null }, 'other'],
    ['its own snapshot, before the rollout', { source: 'own', epoch: 8, revision: null }, 'from'],
    ['a wave of another rollout', { source: 'wave', ours: false, epoch: 15, revision: 2 }, 'other'],
    ['a wave of one before', { source: 'wave', ours: false, epoch: 4, revision: 3 }, 'from'],
  ] as const)('%s', (_, over, expected) => {
    expect(assigned(over)).toBe(expected)
  })
})

describe('what a host says of it', () => {
  const error = { code: 'disk_full', message: 'the disk is full' }
  it('nothing, while it has not heard of it, whatever it proved before', () => {
    expect(evidence({ heard: false })).toEqual({ kind: 'pending' })
  })
  it('that it is there, by digest', () => {
    expect(evidence({})).toEqual({ kind: 'proved' })
  })
  it('that it failed, or that it had switched and went back', () => {
    expect(evidence({ proved: false, failure: error, switchedBack: false })).toEqual({
      kind: 'failed',
      ...error,
    })
    expect(evidence({ proved: false, failure: error, switchedBack: true })).toEqual({
      kind: 'rolled-back',
      ...error,
    })
    const probe = { code: 'probe_failed', message: 'it cannot compile' }
    expect(evidence({ proved: false, failure: probe, switchedBack: false })).toMatchObject({
      kind: 'rolled-back',
    })
    expect(evidence({ proved: false, failure: {} })).toMatchObject({
      kind: 'failed',
      message: 'the change failed',
    })
  })
  it('nothing has to be proved where nothing was assigned before', () => {
    expect(evidence({ from: null, proved: false })).toEqual({ kind: 'proved' })
    expect(evidence({ from: null, proved: false, ours: true })).toEqual({ kind: 'pending' })
  })
  it('a check of the release is what an agent goes back for by itself', () => {
    expect(['go_version_mismatch', 'probe_timed_out', 'probe_wrong_version'].every(wentBack)).toBe(true)
    expect(['disk_full', 'tree_mismatch', 'digest_mismatch'].some(wentBack)).toBe(false)
  })
})
