import { describe, expect, it } from 'vitest'
import { isDatabaseUnavailable, isUniqueViolation } from './database-errors.js'

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code })

describe('a database that is away', () => {
  it.each([
    ['refused connections', coded('ECONNREFUSED')],
    ['a postmaster that was killed', coded('57P01')],
    ['crash recovery', coded('57P03', 'the database system is starting up')],
    ['a cut connection', new Error('Connection terminated unexpectedly')],
    ['a full pool', new Error('timeout exceeded when trying to connect')],
    ['Prisma that cannot reach it', coded('P1001')],
    [
      'PostgreSQL’s own words inside Prisma’s error',
      Object.assign(coded('P2039'), {
        meta: { driverAdapterError: { cause: { kind: 'postgres', originalCode: '57P01' } } },
      }),
    ],
    [
      'anything caused by one of these',
      new Error('outer', { cause: new Error('inner', { cause: coded('08006') }) }),
    ],
  ])('is seen in %s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true)
  })

  it.each([
    ['a mistake', new TypeError('x is not a function')],
    ['a refused value', coded('23505')],
    ['nothing', undefined],
    ['a text', 'ECONNREFUSED'],
  ])('is not seen in %s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false)
  })

  it('is looked for without going in circles', () => {
    const error = new Error('circle')
    error.cause = error
    expect(isDatabaseUnavailable(error)).toBe(false)
  })
})

it('a value that is taken is told from other errors', () => {
  expect(isUniqueViolation(coded('P2002'))).toBe(true)
  expect(isUniqueViolation(new Error('outer', { cause: coded('23505') }))).toBe(true)
  expect(isUniqueViolation(coded('23503'))).toBe(false)
})
