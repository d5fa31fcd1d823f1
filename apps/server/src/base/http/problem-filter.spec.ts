import { problem } from '@goherd/protocol'
import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common'
import { describe, expect, it } from 'vitest'
import { type ErrorKind, GoherdError, STATUS } from '../errors/index.js'
import { toAnswer } from './problem-filter.js'
import { invalidRequest } from './validation.js'

const error = (kind: ErrorKind, cause?: Error) =>
  new GoherdError(kind, 'some_code', { message: 'what happened', hint: 'Do this.', cause })

describe('toAnswer', () => {
  it.each(Object.entries(STATUS))('answers an error of kind %s with %i', (kind, status) => {
    const found = (Object.keys(STATUS) as ErrorKind[]).find((known) => known === kind) ?? 'invalid'
    const answer = toAnswer(error(found))
    expect(answer.status).toBe(status)
    expect(answer.problem.error).toMatchObject({
      code: 'some_code',
      message: 'what happened',
      hint: 'Do this.',
    })
  })

  it('always has the shape of the protocol, whatever is thrown', () => {
    const thrown = [
      error('conflict', new Error('below')),
      new NotFoundException('/api/x'),
      new BadRequestException(),
      new HttpException('teapot', 418),
      Object.assign(new Error('too large'), { status: 413 }),
      new URIError('malformed'),
      new TypeError('a mistake of ours'),
      'text',
      undefined,
      null,
      { status: 200 },
    ]
    for (const value of thrown) {
      const answer = toAnswer(value)
      expect(problem.parse(answer.problem)).toEqual(answer.problem)
      expect(answer.status).toBeGreaterThanOrEqual(400)
    }
  })

  it('tells nobody what went wrong inside', () => {
    const mistake = toAnswer(new Error('password=hunter2 at /srv/secret.ts'))
    expect(mistake).toMatchObject({ status: 500, problem: { error: { code: 'internal' } } })
    expect(JSON.stringify(mistake)).not.toContain('hunter2')
    const inside = toAnswer(error('unavailable', new Error('10.0.0.7:5432 refused')))
    expect(JSON.stringify(inside)).not.toContain('10.0.0.7')
    expect(toAnswer(error('upstream', new Error('404 from the mirror'))).problem.error.cause).toContain(
      'mirror',
    )
  })

  it('answers with 503 while the database is away', () => {
    const away = toAnswer(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))
    expect(away).toMatchObject({ status: 503, problem: { error: { code: 'database_unavailable' } } })
  })
})

describe('a request that does not fit', () => {
  it('is told which fields, with the path to each', () => {
    const { code, issues, message } = invalidRequest([
      { message: 'too short', path: ['person', { key: 'names' }, 0] },
      { message: 'required', path: ['email'] },
    ])
    expect(code).toBe('invalid_request')
    expect(message).toBe('person.names.0: too short')
    expect(issues).toEqual([
      { path: 'person.names.0', message: 'too short' },
      { path: 'email', message: 'required' },
    ])
  })

  it('is not answered at any length', () => {
    const many = Array.from({ length: 5000 }, (_, n) => ({
      message: 'm'.repeat(9000),
      path: ['p'.repeat(9000), n],
    }))
    const { issues, message } = invalidRequest(many)
    expect(issues).toHaveLength(20)
    expect(JSON.stringify(issues).length).toBeLessThan(20_000)
    expect(message.length).toBeLessThan(1000)
    expect(invalidRequest([]).message).toBe('the request is not valid')
  })
})
