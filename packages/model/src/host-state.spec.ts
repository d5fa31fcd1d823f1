import { describe, expect, it } from 'vitest'
import { type HostSituation, type HostState, hostState, PHASES, type PhaseKind } from './host-state.js'

const base: HostSituation = {
  managed: true,
  online: true,
  phase: 'idle',
  wantedEpoch: 4,
  reportedEpoch: 4,
  drift: [],
}
const drifted = [{ kind: 'version', expected: 'go1.22.12', found: null }] as const

/** For every phase: the state of a host that has heard of its assignment, without and with drift. */
const TABLE: Record<PhaseKind, { clean: HostState; drifted: HostState }> = {
  idle: { clean: 'in-sync', drifted: 'drifted' },
  waiting: { clean: 'updating', drifted: 'updating' },
  held: { clean: 'in-sync', drifted: 'drifted' },
  downloading: { clean: 'updating', drifted: 'updating' },
  unpacking: { clean: 'updating', drifted: 'updating' },
  draining: { clean: 'updating', drifted: 'updating' },
  switching: { clean: 'updating', drifted: 'updating' },
  checking: { clean: 'updating', drifted: 'updating' },
  failed: { clean: 'failed', drifted: 'failed' },
}

describe('hostState', () => {
  for (const phase of PHASES) {
    it(`${phase}: ${TABLE[phase].clean}, with drift ${TABLE[phase].drifted}`, () => {
      expect(hostState({ ...base, phase })).toBe(TABLE[phase].clean)
      expect(hostState({ ...base, phase, drift: drifted })).toBe(TABLE[phase].drifted)
    })
    it(`${phase}: unmanaged and offline come first, and an assignment not heard of yet is updating`, () => {
      expect(hostState({ ...base, phase, managed: false, online: false, drift: drifted })).toBe('unmanaged')
      expect(hostState({ ...base, phase, online: false, drift: drifted })).toBe('offline')
      expect(hostState({ ...base, phase, reportedEpoch: 3, drift: drifted })).toBe('updating')
    })
  }
})
