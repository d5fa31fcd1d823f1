/** How a command can end. Scripts rely on the numbers; they never change their meaning. */
export const EXIT_CODES = {
  ok: 0,
  error: 1,
  usage: 2,
  drift: 3,
  incomplete: 4,
  'waiting-for-approval': 5,
  'not-allowed': 6,
  'plan-no-longer-holds': 7,
  timeout: 124,
  interrupted: 130,
} as const
export type Exit = keyof typeof EXIT_CODES

const ROLLBACK_EXITS = {
  // A rollback is left running only by --no-wait: starting it was all that was asked.
  running: 'ok',
  complete: 'ok',
  incomplete: 'incomplete',
  superseded: 'incomplete',
} as const satisfies Record<string, Exit>
export type RollbackState = keyof typeof ROLLBACK_EXITS

/** How a command that carried out a rollback ends. */
export function exitOfRollback(state: RollbackState): Exit {
  return ROLLBACK_EXITS[state]
}

const ROLLOUT_EXITS = {
  completed: 'ok',
  // Hosts went back, stay as they were, or went elsewhere: whoever waited for the new state has not got it.
  reverted: 'incomplete',
  kept: 'incomplete',
  overridden: 'incomplete',
  superseded: 'incomplete',
} as const satisfies Record<string, Exit>
export type RolloutOutcome = keyof typeof ROLLOUT_EXITS

/** How watching a rollout ends: by its outcome; without one it waits for a person. */
export function exitOfRollout(outcome: RolloutOutcome | null): Exit {
  return outcome === null ? 'waiting-for-approval' : ROLLOUT_EXITS[outcome]
}

/** How `goherd plan` ends, from what becomes of each group. The worst that holds counts. */
export function exitOfDiff(kinds: readonly string[]): Exit {
  if (kinds.includes('cannot')) return 'error'
  return kinds.every((kind) => kind === 'unchanged') ? 'ok' : 'drift'
}

const PROBLEM_EXITS: Readonly<Record<string, Exit>> = {
  plan_expired: 'plan-no-longer-holds',
  plan_stale: 'plan-no-longer-holds',
  revision_moved: 'plan-no-longer-holds',
  frozen: 'not-allowed',
  fleet_frozen: 'not-allowed',
  approval_needed: 'waiting-for-approval',
}

/** How a command ends that the server refused: by the problem's code, else by the HTTP status. */
export function exitOfProblem(status: number, code: string): Exit {
  const known = Object.hasOwn(PROBLEM_EXITS, code) ? PROBLEM_EXITS[code] : undefined
  return known ?? (status === 401 || status === 403 ? 'not-allowed' : 'error')
}

/** How `groups set --wait` ends, from the hosts of the group by state. The worst that holds counts. */
export function exitOfConvergence(counts: { readonly failed: number; readonly drifted: number }): Exit {
  if (counts.failed > 0) return 'incomplete'
  return counts.drifted > 0 ? 'drift' : 'ok'
}
