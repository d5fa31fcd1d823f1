import { observedRelease } from '@goherd/model'
import type { Activity } from './activity.js'
import type { WorkResult } from './effects.js'
import type { Happening, Stamp } from './events.js'
import { answerLocal, succeeded } from './local.js'
import { look } from './look.js'
import { type AgentState, andThen, type Step, stay } from './state.js'
import { note } from './timeline.js'
import { snapshotTaken } from './upkeep.js'

/*
 * The answers to work that is part of no change: what makes room, and snapshots for their own sake.
 */

type Done = Extract<Happening, { kind: 'work-done' }> & Stamp

/** A snapshot was taken for its own sake: by hand, then whoever asked hears its id, or because one was due. */
export function snapshotAlone(state: AgentState, event: Done, requestId: string, id: string): Step {
  const release = state.observed === null ? null : observedRelease(state.observed)
  const { durationMs } = event
  const taken = snapshotTaken(state, event, requestId !== '')
  const message = `snapshot ${id} taken`
  const noted = note(taken, event, { kind: 'snapshot', message, durationMs, release: release ?? undefined })
  const outcome = succeeded(release ?? '', true, { snapshot: id })
  return andThen(
    andThen(noted, (next) => answerLocal(next, requestId, outcome)),
    look,
  )
}

/** Trees that were not needed are gone. */
export function removed(
  state: AgentState,
  event: Done,
  result: Extract<WorkResult, { kind: 'remove' }>,
): Step {
  const noted = result.removed.reduce(
    (before: Step, release) =>
      andThen(before, (next) =>
        note(next, event, { kind: 'removed', message: `${release} was not needed any more`, release }),
      ),
    stay(state),
  )
  return andThen(noted, look)
}

/** A release that somebody did not want any more is gone; they hear how much room that made. */
export function uninstalled(
  state: AgentState,
  event: Done,
  { release, requestId }: Extract<Activity, { kind: 'uninstalling' }>,
  { freed }: Extract<WorkResult, { kind: 'uninstall' }>,
): Step {
  const message = `${release} was uninstalled on the machine itself; ${freed} bytes are free again`
  const noted = note(state, event, { kind: 'removed', message, release, durationMs: event.durationMs })
  return andThen(
    andThen(noted, (next) => answerLocal(next, requestId, succeeded(release, true, { freed }))),
    look,
  )
}
