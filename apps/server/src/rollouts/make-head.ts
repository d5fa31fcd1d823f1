import type { GateAnswer, RolloutPolicy, RolloutState } from '@goherd/rollout-engine'
import type { BadEnd } from './bad-ends.js'
import { sentenceOf } from './sentence.js'
import { addToHistory, type StoredHead } from './stored-state.js'

/** What a row's state is made of. */
export interface HeadParts {
  readonly state: RolloutState
  readonly policy: RolloutPolicy
  readonly waits: readonly string[]
  readonly wakeAt: number | null
  /** Gates that have to be asked. */
  readonly asks: readonly string[]
  readonly now: number
  /** Hosts that ended badly just now. */
  readonly ends?: readonly BadEnd[]
  /** Answers of gates that the step took in; it may have left their stage already. */
  readonly answers?: readonly GateAnswer[]
}

const NONE: Pick<StoredHead, 'asked' | 'history'> = {
  asked: {},
  history: { gates: [], approvals: [], errors: [] },
}

/** The state of a rollout as its row has it. `before` is what the row had; left out for a rollout that begins. */
export function makeHead(parts: HeadParts, before: Pick<StoredHead, 'asked' | 'history'> = NONE): StoredHead {
  const { state, waits, wakeAt, asks, now, ends = [], answers = [] } = parts
  const { phase, pauses, gates, approvals } = state
  return {
    phase,
    pauses: [...pauses],
    gates: [...gates],
    approvals: [...approvals],
    waits: [...waits],
    wakeAt,
    asked: Object.fromEntries(asks.map((gate) => [gate, before.asked[gate] ?? now])),
    history: addToHistory(before.history, state, { ends, answers }),
    sentence: sentenceOf(parts),
  }
}

/** Whether a head says the same: a step that comes to the same is not stored. */
export function isSameHead(a: StoredHead, b: StoredHead): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
