import type { Change } from './activity.js'
import { settled } from './correction.js'
import type { Stamp } from './events.js'
import { answerChange, succeeded } from './local.js'
import { type Journal, mendingOf } from './memory.js'
import { type AgentState, andThen, remember, type Step, startWork, stay } from './state.js'
import { note } from './timeline.js'

/*
 * The second half of a change: the journal is saved first, then comes the one rename that makes release and settings visible
 * together, and then the check.
 */

/** The one visible rename: of the link, or of go.env. */
export function commit(state: AgentState, change: Change): Step {
  const { release, settings } = change.target
  const journal: Journal = {
    epoch: change.cause.kind === 'assignment' ? change.cause.epoch : null,
    target: change.target,
    from: change.from,
    scope: change.scope,
    direction: 'forward',
    error: null,
  }
  const work =
    change.scope === 'link'
      ? ({ kind: 'activate', release } as const)
      : ({ kind: 'write-settings', release, settings } as const)
  return startWork(remember(state, { journal }), work, (id) => ({ kind: 'switching', work: id, change }))
}

/** Does the Go that is active now work? */
export function check(state: AgentState, change: Change): Step {
  const { release } = change.target
  return startWork(state, { kind: 'probe', release }, (work) => ({ kind: 'checking', work, release, change }))
}

/** The change went through and its Go works. Says so; the caller looks again. */
export function reached(state: AgentState, stamp: Stamp, change: Change, goVersion: string): Step {
  const { release } = change.target
  const checked = { release, goVersion, bytes: change.bytes ?? ({ kind: 'unchecked' } as const) }
  // Without a journal nothing was renamed: what was there was only found, or made, to be in order.
  const switched = state.memory.journal !== null
  const found = change.cause.kind === 'assignment' ? mendingOf(state.memory) : null
  const changes = state.memory.changes + (switched && found === null ? 1 : 0)
  const done: AgentState = {
    ...remember(found === null ? state : settled(state), { journal: null, failure: null, checked, changes }),
    wishes: { ...state.wishes, tidy: true },
  }
  if (change.cause.kind === 'local') return reachedLocally(done, stamp, change, switched)
  const { epoch } = change.cause
  const message = found === null ? `${release} is active and works` : `found and put right: ${found}`
  const reachedEpoch = Math.max(epoch, done.memory.reachedEpoch)
  return note(remember(done, { reachedEpoch }), stamp, { kind: 'converged', message, release, epoch })
}

function reachedLocally(state: AgentState, stamp: Stamp, change: Change, switched: boolean): Step {
  const { release } = change.target
  const changed = switched || change.fetched
  const what =
    change.scope === 'link' ? `${release} was made active` : `the settings of ${release} were changed`
  const message = `${what} on the machine itself (${change.reason})`
  const noted = switched ? note(state, stamp, { kind: 'switch', message, release }) : stay(state)
  return andThen(noted, (next) => answerChange(next, change, succeeded(release, changed)))
}
