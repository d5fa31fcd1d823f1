import { ProblemError } from '../../api/problem-error'

/** What to do about a change that the server did not take. */
export type WayOn =
  /** Someone saved first: read their revision, and put the edits on top. */
  | 'compare'
  /** A rollout is under way: end it. */
  | 'supersede'
  /** What was asked for cannot be: go back and correct it. */
  | 'correct'
  /** Not allowed, whatever is asked: the edits wait for someone who may. */
  | 'keep'
  /** Nothing is wrong with it: try the same again. */
  | 'again'

const BY_CODE: Readonly<Record<string, WayOn>> = {
  revision_moved: 'compare',
  rollout_running: 'supersede',
  release_recalled: 'correct',
}
const BY_STATUS: Readonly<Record<number, WayOn>> = {
  400: 'correct',
  401: 'keep',
  403: 'keep',
  404: 'correct',
}

/** What to offer after a refusal, by what the server said. */
export function wayOn(error: unknown): WayOn {
  if (!(error instanceof ProblemError)) return 'again'
  const { code } = error.failure
  return (Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : BY_STATUS[error.status]) ?? 'again'
}
