import { describe, expect, it } from 'vitest'
import { ProblemError } from '../api/problem-error'
import { words } from '../testing/render'
import { Absent, isAbsence } from './absent'

const problem = (status: number) =>
  new ProblemError(status, {
    code: 'host_unknown',
    message: 'there is no host ci-9',
    hint: 'List the hosts.',
  })

describe('what is not there', () => {
  it.each([
    [403, true],
    [404, true],
    [0, false],
    [409, false],
    [503, false],
  ])('%i goes away by trying again: not (%s)', (status, is) => {
    expect(isAbsence(problem(status))).toBe(is)
  })

  it('is said in the server’s words, with what to do and the code', () => {
    expect(words(<Absent error={problem(404)} />)).toBe('There is no host ci-9. List the hosts. host_unknown')
  })
})
