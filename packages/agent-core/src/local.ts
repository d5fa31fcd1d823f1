import { type DesiredState, type ObservedState, observedRelease, type SnapshotSummary } from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { LocalOutcome } from './effects.js'
import type { LocalRequest, LocalWish } from './events.js'
import { sameSettings } from './same-settings.js'
import { type AgentState, type Step, stay } from './state.js'

/** What a local wish comes to on this host, or why it cannot be. */
export type ResolvedWish =
  | { readonly ok: true; readonly target: DesiredState; readonly reason: string }
  | { readonly ok: false; readonly error: Failure }

/** Tells whoever asked on this machine how it ended. A change taken up after a restart has nobody waiting. */
export function answerLocal(state: AgentState, id: string, outcome: LocalOutcome): Step {
  return id === '' ? stay(state) : { state, effects: [{ kind: 'answer-local', id, outcome }] }
}

/** Notes a wish for the next safe moment, or answers at once that the agent is busy. */
export function acceptLocal(state: AgentState, request: LocalRequest, busy: boolean): Step {
  if (!busy && state.wishes.local === null) {
    return stay({ ...state, wishes: { ...state.wishes, local: request } })
  }
  const error: Failure = {
    code: 'agent_busy',
    message: 'the agent is in the middle of another change',
    hint: 'Wait until goherd-agent status says idle, then try again.',
  }
  return answerLocal(state, request.id, { ok: false, error })
}

/** Turns a wish into the state it asks for. Only releases that are complete on the disk will do. */
export function resolveWish(wish: LocalWish, observed: ObservedState): ResolvedWish {
  switch (wish.kind) {
    case 'use':
      return onDisk(wish.release, observed, {
        target: { release: wish.release, settings: observed.settings },
        reason: `before goherd-agent use ${wish.release}`,
      })
    case 'rollback':
      return resolveSnapshot(wish.snapshot, observed)
  }
}

function resolveSnapshot(id: string | null, observed: ObservedState): ResolvedWish {
  const snapshot = id === null ? previous(observed) : observed.snapshots.find((s) => s.id === id)
  if (snapshot === undefined) {
    return refused(
      'no_such_snapshot',
      id === null ? 'there is no snapshot that differs from what is active' : `there is no snapshot ${id}`,
      'Run goherd-agent snapshots to see what there is.',
    )
  }
  if (snapshot.release === null) {
    const message = `no release was active when snapshot ${snapshot.id} was taken`
    return refused('snapshot_empty', message, 'Choose another one: goherd-agent snapshots lists them.')
  }
  return onDisk(snapshot.release, observed, {
    target: { release: snapshot.release, settings: snapshot.settings },
    reason: `before goherd-agent rollback ${snapshot.id}`,
  })
}

/** The newest snapshot that would change something. */
function previous(observed: ObservedState): SnapshotSummary | undefined {
  const active = observedRelease(observed)
  return [...observed.snapshots]
    .sort((a, b) => (a.takenAt < b.takenAt ? 1 : a.takenAt > b.takenAt ? -1 : 0))
    .find((s) => s.release !== null && (s.release !== active || !sameSettings(s.settings, observed.settings)))
}

function onDisk(
  release: string,
  observed: ObservedState,
  found: { readonly target: DesiredState; readonly reason: string },
): ResolvedWish {
  if (observed.installed.some((r) => r.release === release)) return { ok: true, ...found }
  const here = observed.installed.map((r) => r.release).join(', ')
  return refused(
    'release_not_here',
    `${release} is not on this host${here === '' ? '' : `; here are ${here}`}`,
    'Run goherd-agent ls, or let the server assign it.',
  )
}

function refused(code: string, message: string, hint: string): ResolvedWish {
  return { ok: false, error: { code, message, hint } }
}
