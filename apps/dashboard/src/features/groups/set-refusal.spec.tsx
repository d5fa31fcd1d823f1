import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../api/problem-error'
import { words } from '../../testing/render'
import { SetRefusal } from './set-refusal'
import { type WayOn, wayOn } from './way-on'

const refused = (status: number, code: string) =>
  new ProblemError(status, { code, message: `the message of ${code}`, hint: `The hint of ${code}.` })

const never = () => {
  throw new Error('nothing was pressed')
}
const shown = (error: unknown) =>
  words(<SetRefusal error={error} onSupersede={never} onBack={never} onAgain={never} />)

const CASES: readonly (readonly [status: number, code: string, way: WayOn, offer: string])[] = [
  [409, 'revision_moved', 'compare', ''],
  [409, 'rollout_running', 'supersede', 'Supersede it'],
  [400, 'release_malformed', 'correct', 'Back to my edits Everything is there as you typed it.'],
  [404, 'release_unknown', 'correct', 'Back to my edits'],
  [400, 'setting_refused', 'correct', 'Back to my edits'],
  [409, 'release_recalled', 'correct', 'Back to my edits'],
  [403, 'role_too_small', 'keep', 'Back to my edits Your edits stay on this page'],
  [401, 'not_signed_in', 'keep', 'Back to my edits'],
  [409, 'fleet_frozen', 'again', 'Try again'],
  [429, 'too_many_requests', 'again', 'Try again'],
  [500, 'unexpected', 'again', 'Try again'],
  [0, 'unreachable', 'again', 'Try again'],
]

describe('a change that the server does not take', () => {
  it.each(CASES)('%i %s: the way on is to %s', (status, code, way, offer) => {
    const error = refused(status, code)
    expect(wayOn(error)).toBe(way)
    expect(shown(error)).toContain(offer)
  })

  it.each(CASES.filter(([, , way]) => way === 'correct' || way === 'keep' || way === 'again'))(
    '%i %s: says why and what to do, in the words of the server',
    (status, code) => {
      const said = shown(refused(status, code))
      expect(said).toContain(`the message of ${code}`)
      expect(said).toContain(`The hint of ${code}.`)
    },
  )

  it('is tried again when it is not known what went wrong', () => {
    expect(wayOn(new TypeError('x'))).toBe('again')
    expect(wayOn(refused(409, 'constructor'))).toBe('again')
  })
})
