import { PHASES } from '@goherd/model'
import { describe, expect, it } from 'vitest'
import { STATE_KINDS, type StateKind } from './activity.js'
import { lasts, phaseOf } from './phase.js'
import { accepted, ERROR, memoryOn, NEW, OLD, observed, Rig, T0 } from './test/samples.js'
import { SITUATIONS } from './test/situations.js'

const PHASE_OF: Record<StateKind, (typeof PHASES)[number]> = {
  starting: 'idle',
  observing: 'idle',
  idle: 'idle',
  waiting: 'failed',
  verifying: 'checking',
  installing: 'downloading',
  configuring: 'switching',
  snapshotting: 'switching',
  counting: 'switching',
  draining: 'draining',
  switching: 'switching',
  checking: 'checking',
  'switching-back': 'switching',
  removing: 'idle',
  uninstalling: 'idle',
}

describe('the phase', () => {
  it.each(STATE_KINDS)('of %s', (state) => {
    expect(phaseOf(SITUATIONS[state]().state).kind).toBe(PHASE_OF[state])
  })

  it('names the release while one is on its way', () => {
    for (const state of STATE_KINDS) {
      const phase = phaseOf(SITUATIONS[state]().state)
      if (['downloading', 'draining', 'switching', 'checking'].includes(phase.kind))
        expect(phase.release).toBe(NEW)
      else expect(phase.release).toBeUndefined()
    }
  })

  it('says why a change failed and when it is tried again', () => {
    const phase = phaseOf(SITUATIONS.waiting().state)
    expect(phase.error?.code).toBe('no_archive')
    expect(phase.retryAt).toBe('2026-01-01T00:00:01.000Z')
  })

  it('stays failed while the disk is looked at between two tries', () => {
    const rig = SITUATIONS.waiting().send({ kind: 'heartbeat' })
    expect(rig.state.activity.kind).toBe('observing')
    expect(phaseOf(rig.state).kind).toBe('failed')
  })

  it('is not failed because of an epoch that is no longer wanted', () => {
    const failure = { epoch: 1, error: ERROR, attempts: 1, retryAt: T0 + 1000 }
    const memory = memoryOn(OLD, { accepted: accepted(2, NEW), failure })
    const rig = new Rig().send({ kind: 'started', memory })
    expect(phaseOf(rig.state)).toEqual({ kind: 'waiting' })
  })

  it('is waiting while a download holds back', () => {
    const rig = new Rig().boot(observed(OLD), memoryOn(OLD))
    rig.send({ kind: 'assigned', assignment: accepted(1, NEW, { urgent: false }) }).see(observed(OLD))
    expect(phaseOf(rig.state)).toEqual({ kind: 'waiting' })
  })

  it('lasts or passes, each of them', () => {
    expect(PHASES.filter((kind) => lasts({ kind }))).toEqual([
      'idle',
      'held',
      'downloading',
      'unpacking',
      'draining',
      'failed',
    ])
  })
})
