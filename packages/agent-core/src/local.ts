import type { Failure } from '@goherd/protocol'
import { type Change, changeOf, isCommitted } from './activity.js'
import type { LocalOutcome, LocalSuccess } from './effects.js'
import type { LocalRequest } from './events.js'
import { type AgentState, type Step, stay } from './state.js'

/** Tells whoever asked on this machine how it ended. A change taken up after a restart has nobody waiting. */
export function answerLocal(state: AgentState, id: string, outcome: LocalOutcome): Step {
  return id === '' ? stay(state) : { state, effects: [{ kind: 'answer-local', id, outcome }] }
}

/** Tells whoever asked for a change; nobody when an assignment did. */
export function answerChange(state: AgentState, { cause }: Change, outcome: LocalOutcome): Step {
  return cause.kind === 'local' ? answerLocal(state, cause.requestId, outcome) : stay(state)
}

/** A wish that went through. */
export function succeeded(
  release: string,
  changed: boolean,
  more: Partial<Pick<LocalSuccess, 'snapshot' | 'freed'>> = {},
): LocalSuccess {
  return { ok: true, release, changed, snapshot: null, freed: null, ...more }
}

/** Notes a wish for the next safe moment, or answers at once that the agent is busy. */
export function acceptLocal(state: AgentState, request: LocalRequest): Step {
  if (!isBusy(state) && state.wishes.local === null) {
    return stay({ ...state, wishes: { ...state.wishes, local: request } })
  }
  const error: Failure = {
    code: 'agent_busy',
    message: 'the agent is in the middle of another change',
    hint: 'Wait until goherd-agent status says idle, then try again.',
  }
  return answerLocal(state, request.id, { ok: false, error })
}

function isBusy({ activity }: AgentState): boolean {
  return changeOf(activity) !== null || activity.kind === 'uninstalling'
}

/** What whoever broke a wish off is told. */
export const CANCELLED: Failure = {
  code: 'interrupted',
  message: 'broken off before anything changed',
  hint: 'Run the same command again; what was fetched is kept.',
}

/**
 * Whoever asked for a change does not want it any more. A wish that waits is dropped, a download is broken off, and a change that
 * is not visible yet ends at its next answer; one that is visible goes on to its check.
 */
export function cancelLocal(state: AgentState, id: string): Step {
  const { activity, wishes } = state
  if (wishes.local?.id === id) {
    return answerLocal({ ...state, wishes: { ...wishes, local: null } }, id, { ok: false, error: CANCELLED })
  }
  const change = changeOf(activity)
  if (change?.cause.kind !== 'local' || change.cause.requestId !== id || isCommitted(activity)) {
    return stay(state)
  }
  const dropped = { ...change, dropped: true }
  switch (activity.kind) {
    case 'installing':
    case 'verifying':
      return {
        state: { ...state, activity: { ...activity, change: dropped } },
        effects: [{ kind: 'abort', id: activity.work }],
      }
    case 'configuring':
    case 'snapshotting':
      return stay({ ...state, activity: { ...activity, change: dropped } })
    default:
      return stay(state)
  }
}
