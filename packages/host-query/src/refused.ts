import type { QueryProblem } from './query.js'

/** Carries a problem from where it is seen to the door of the package, which answers it as a value. */
export class Refused extends Error {
  readonly problem: QueryProblem

  constructor(problem: QueryProblem) {
    super(problem.message)
    this.problem = problem
  }
}
