import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../api/problem-error'
import { createQueryClient } from './query-client'

function retries(error: Error, failures = 0): boolean {
  const { retry } = createQueryClient().getDefaultOptions().queries ?? {}
  if (typeof retry !== 'function') throw new Error('the client has a rule for retries')
  return retry(failures, error)
}

function problem(status: number): ProblemError {
  return new ProblemError(status, { code: 'x', message: 'x', hint: 'x' })
}

describe('what is asked again by itself', () => {
  it.each([0, 500, 502, 503])('an answer %i may pass', (status) => {
    expect(retries(problem(status))).toBe(true)
  })

  it.each([400, 401, 403, 404, 409, 429])('an answer %i is an answer', (status) => {
    expect(retries(problem(status))).toBe(false)
  })

  it('is given up after three times', () => {
    expect([0, 1, 2].map((failures) => retries(problem(503), failures))).toEqual([true, true, false])
  })

  it('is never a fault of the page itself', () => {
    expect(retries(new TypeError('x is undefined'))).toBe(false)
  })

  it('is never a change', () => {
    expect(createQueryClient().getDefaultOptions().mutations?.retry).toBe(false)
  })
})
