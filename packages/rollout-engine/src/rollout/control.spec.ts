import { describe, expect, it } from 'vitest'
import { ALLOWED, type CommandKind, type Controlled, control, type RolloutCommand } from './control.js'
import { describeControlRefusal } from './describe.js'
import {
  type HostProgress,
  type PauseReason,
  type PhaseKind,
  ROLLOUT_PHASES,
  type RolloutPhase,
  type RolloutState,
  scheduled,
} from './state.js'
import { policy, stage } from './test/samples.js'

const approved = policy({
  stages: [stage({ approvals: 2, gates: ['smoke'] }), stage({ size: { kind: 'percent', percent: 100 } })],
})
const scene = { policy: approved, planHash: 'hash', now: 5_000 }

const PHASES: Readonly<Record<PhaseKind, RolloutPhase>> = {
  scheduled: { kind: 'scheduled' },
  updating: { kind: 'updating', stage: 0, since: 1 },
  soaking: { kind: 'soaking', stage: 0, until: 9 },
  gating: { kind: 'gating', stage: 0, since: 1 },
  approving: { kind: 'approving', stage: 0, since: 1, waived: false },
  between: { kind: 'between', stage: 0 },
  reverting: { kind: 'reverting', stage: 0, scope: 'all', since: 1 },
  finished: { kind: 'finished', outcome: 'completed', at: 1 },
}

const COMMANDS: Readonly<Record<CommandKind, RolloutCommand>> = {
  pause: { kind: 'pause', by: 'ann', reason: 'lunch' },
  resume: { kind: 'resume', by: 'ann' },
  promote: { kind: 'promote', by: 'ann' },
  approve: { kind: 'approve', by: 'ann', planHash: 'hash' },
  retry: { kind: 'retry', by: 'ann' },
  abort: { kind: 'abort', by: 'ann', hosts: 'revert' },
  override: { kind: 'override', outcome: 'overridden' },
}

const person: PauseReason = { kind: 'person', by: 'ann', reason: 'lunch' }
const failed: HostProgress = { kind: 'failed', at: 1, code: 'x', message: 'x', acknowledged: false }

function state(kind: PhaseKind, over: Partial<RolloutState> = {}): RolloutState {
  return {
    ...scheduled([['a', 'b'], ['c']]),
    phase: PHASES[kind],
    pauses: [person],
    hosts: { a: failed, b: { kind: 'done', at: 1 } },
    ...over,
  }
}

function accepted(result: Controlled): RolloutState {
  if (result.kind === 'ok') return result.state
  throw new Error(describeControlRefusal(result.refusal))
}

const cells = Object.values(COMMANDS).flatMap((command) =>
  ROLLOUT_PHASES.map((phase) => [command.kind, phase, ALLOWED[command.kind].includes(phase)] as const),
)

describe('control', () => {
  it.each(cells)('%s while %s: %s', (command, phase, allowed) => {
    const result = control(state(phase), COMMANDS[command], scene)
    expect(result.kind).toBe(allowed ? 'ok' : 'refused')
    if (result.kind === 'refused') {
      expect(result.refusal).toEqual({ kind: 'wrong-phase', phase, command })
      expect(describeControlRefusal(result.refusal)).toMatch(/start a new one|watch it and try again/)
    }
  })

  it('pauses beside whatever other reason there is', () => {
    const breach: PauseReason = { kind: 'breach', stage: 0, budget: 'failed', count: 3, limit: 2 }
    expect(accepted(control(state('updating', { pauses: [breach] }), COMMANDS.pause, scene)).pauses).toEqual([
      breach,
      person,
    ])
  })

  it('acknowledges on resume what has been seen, and lets every pause go', () => {
    const resumed = accepted(control(state('updating'), COMMANDS.resume, scene))
    expect(resumed.pauses).toEqual([])
    expect(resumed.hosts.a).toMatchObject({ kind: 'failed', acknowledged: true })
    expect(resumed.phase).toEqual(PHASES.updating)
  })

  it('asks the gate again that could not tell, and keeps the ones that passed', () => {
    const answer = (gate: string, verdict: 'pass' | 'inconclusive') => ({
      gate,
      stage: 0,
      verdict,
      said: '',
      at: 1,
    })
    const gates = [answer('smoke', 'inconclusive'), answer('errors', 'pass')]
    const pauses: PauseReason[] = [{ kind: 'gate-inconclusive', stage: 0, gate: 'smoke', said: '' }]
    const resumed = accepted(control(state('gating', { gates, pauses }), COMMANDS.resume, scene))
    expect(resumed.gates.map(({ gate }) => gate)).toEqual(['errors'])
  })

  it('goes on without proof when a person says so', () => {
    const pauses: PauseReason[] = [{ kind: 'nothing-proved', stage: 0 }]
    const resumed = accepted(control(state('updating', { pauses }), COMMANDS.resume, scene))
    expect(resumed.phase).toEqual({ kind: 'soaking', stage: 0, until: 5_000 })
  })

  it('gives the hosts of a stage that was taken back another turn', () => {
    const pauses: PauseReason[] = [{ kind: 'stage-reverted', stage: 0 }]
    const hosts: RolloutState['hosts'] = { a: { kind: 'reverted', at: 1 }, b: { kind: 'left', at: 1 } }
    const resumed = accepted(control(state('updating', { pauses, hosts }), COMMANDS.resume, scene))
    expect(resumed.hosts).toEqual({ b: { kind: 'left', at: 1 } })
  })

  it('does not resume a recalled release', () => {
    const pauses: PauseReason[] = [person, { kind: 'recalled', reason: 'miscompiles' }]
    const result = control(state('updating', { pauses }), COMMANDS.resume, scene)
    expect(result.kind === 'refused' && describeControlRefusal(result.refusal)).toBe(
      'the release is recalled (miscompiles); lift the recall first, or abort',
    )
  })

  it('promotes to the next stage; the last one to its end', () => {
    expect(accepted(control(state('soaking'), COMMANDS.promote, scene)).phase).toEqual({
      kind: 'between',
      stage: 0,
    })
    const last = state('soaking', { phase: { kind: 'soaking', stage: 1, until: 9 } })
    expect(accepted(control(last, COMMANDS.promote, scene)).phase).toMatchObject({
      kind: 'approving',
      waived: true,
    })
  })

  it('takes two different people to approve, bound to the plan they saw', () => {
    const once = accepted(control(state('approving'), COMMANDS.approve, scene))
    const twice = control(once, COMMANDS.approve, scene)
    expect(twice).toEqual({ kind: 'refused', refusal: { kind: 'approved-already', by: 'ann' } })
    const other = control(once, { kind: 'approve', by: 'ben', planHash: 'another' }, scene)
    expect(other).toEqual({ kind: 'refused', refusal: { kind: 'other-plan', hash: 'hash' } })
    const both = accepted(control(once, { kind: 'approve', by: 'ben', planHash: 'hash' }, scene))
    expect(both.approvals.map(({ by }) => by)).toEqual(['ann', 'ben'])
  })

  it('refuses an approval nobody asked for', () => {
    const last = state('updating', { phase: { kind: 'updating', stage: 1, since: 1 } })
    expect(control(last, COMMANDS.approve, scene)).toMatchObject({ refusal: { kind: 'no-approval-needed' } })
  })

  it('retries those that ended badly and no others', () => {
    const retried = accepted(control(state('soaking'), COMMANDS.retry, scene))
    expect(retried.hosts).toEqual({ b: { kind: 'done', at: 1 } })
    expect(retried.phase).toEqual({ kind: 'updating', stage: 0, since: 5_000 })
    expect(retried.pauses).toEqual([person])
    const nothing = control(state('soaking', { hosts: {} }), COMMANDS.retry, scene)
    expect(nothing).toEqual({ kind: 'refused', refusal: { kind: 'nothing-to-retry' } })
  })

  it('is not resumed when it was not paused', () => {
    expect(control(state('updating', { pauses: [] }), COMMANDS.resume, scene)).toEqual({
      kind: 'refused',
      refusal: { kind: 'not-paused' },
    })
  })

  it('aborts by sending back whoever was touched, or by leaving all as they are', () => {
    const revert = control(state('updating'), COMMANDS.abort, scene)
    expect(revert.kind === 'ok' && revert.assignments).toEqual([{ to: 'from', stage: 0, hosts: ['a', 'b'] }])
    const keep = control(state('updating'), { kind: 'abort', by: 'ann', hosts: 'keep' }, scene)
    expect(keep).toMatchObject({ kind: 'ok', assignments: [], state: { phase: { outcome: 'kept' } } })
  })
})
