import { describe, expect, it } from 'vitest'
import { asFailure, CliFailure } from '../cli-failure.js'
import { failureJson, failureText } from './failure-text.js'
import { paletteOf } from './palette.js'

const full = new CliFailure({
  code: 'disk_full',
  message: 'disk full',
  cause: 'ENOSPC\u001b[2J',
  hint: 'Free some space',
  issues: [{ path: 'go', message: 'too new' }],
})
const plain = { palette: paletteOf(false), lines: false }

describe('a failure', () => {
  it('is code, what, why and what to do, in one line of sentences', () => {
    expect(failureText(full, plain)).toBe(
      'disk_full: disk full. ENOSPC\\u001b[2J. go: too new. Free some space.',
    )
  })

  it('has its action on a line of its own on a terminal', () => {
    expect(failureText(full, { ...plain, lines: true }).split('\n')[1]).toBe('  Free some space.')
  })

  it('has no loose dots when there is nothing to say', () => {
    expect(failureText(new CliFailure({ code: 'x', message: 'no!', hint: '' }), plain)).toBe('x: no!')
  })

  it('is the body of a problem for programs', () => {
    expect(JSON.parse(failureJson(full))).toEqual({
      error: {
        code: 'disk_full',
        message: 'disk full',
        hint: 'Free some space',
        cause: 'ENOSPC\u001b[2J',
        issues: [{ path: 'go', message: 'too new' }],
      },
    })
    expect(failureJson(full)).not.toContain('\n')
  })

  it('is made of whatever was thrown', () => {
    expect(asFailure(full)).toBe(full)
    expect(asFailure(new Error('boom'))).toMatchObject({
      code: 'internal_error',
      message: 'boom',
      exit: 'error',
    })
    expect(asFailure('boom')).toMatchObject({ message: 'boom' })
  })
})
