import { describe, expect, it } from 'vitest'
import { failureOf, ProblemError, readProblem } from './problem-error'

describe('readProblem', () => {
  it('keeps the words, the cause and the issues of a problem', () => {
    const error = {
      code: 'revision_moved',
      message: 'build is at revision 5 by now',
      hint: 'reload and try again',
      cause: 'epoch 9',
      issues: [{ path: 'expectedRevision', message: 'is 4' }],
    }
    expect(readProblem(409, { error })).toMatchObject({ status: 409, failure: error })
  })

  it('understands the sign-in library’s form', () => {
    const body = { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' }
    expect(readProblem(401, body).failure).toEqual({
      code: 'invalid_email_or_password',
      message: 'Invalid email or password',
      hint: 'Sign in again.',
    })
  })

  it.each([undefined, null, 'Bad gateway', 42, { error: null }, { error: { message: 7 } }])(
    'always has a code, a message and a hint: %j',
    (body) => {
      const { failure } = readProblem(502, body)
      expect(failure.code).toBe('http_502')
      expect(failure.message).toContain('502')
      expect(failure.hint).not.toBe('')
    },
  )

  it('drops issues that say nothing', () => {
    const { failure } = readProblem(400, { error: { message: 'no', issues: [{ path: 'x' }, 'y'] } })
    expect(failure).not.toHaveProperty('issues')
  })
})

describe('failureOf', () => {
  it('gives the failure of a problem', () => {
    const problem = new ProblemError(403, { code: 'forbidden', message: 'no', hint: 'ask' })
    expect(failureOf(problem)).toEqual({ code: 'forbidden', message: 'no', hint: 'ask' })
  })

  it('has words for anything that can be thrown', () => {
    expect(failureOf(new TypeError('x is not a function')).message).toBe('x is not a function')
    expect(failureOf('boom').code).toBe('unexpected')
  })
})
