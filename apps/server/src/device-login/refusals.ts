import { GoherdError } from '../base/errors/index.js'

/** The answers of RFC 8628 (section 3.5) to a poll that gets no token. */
export type PollRefusal = 'authorization_pending' | 'slow_down' | 'access_denied' | 'expired_token'

const SAYS: Readonly<Record<PollRefusal, { message: string; hint: string }>> = {
  authorization_pending: { message: 'nobody has answered yet', hint: 'Wait for the interval and ask again.' },
  slow_down: {
    message: 'this asks too often',
    hint: 'Wait five seconds longer between two requests from now on.',
  },
  access_denied: {
    message: 'the person did not let this command line in',
    hint: 'Start again if that was a mistake.',
  },
  expired_token: {
    message: 'this code is no longer good, or its token was handed out already',
    hint: 'Start again: goherd login --device.',
  },
}

/** Why a poll gets no token; 400 with the RFC's code. */
export function pollRefused(code: PollRefusal): GoherdError {
  return new GoherdError('invalid', code, SAYS[code])
}

/** A code that nobody was given. */
export function codeUnknown(): GoherdError {
  return new GoherdError('not-found', 'code_unknown', {
    message: 'no command line waits with this code',
    hint: 'Compare it with what goherd login --device shows; a code is good for ten minutes.',
  })
}

/** A code that ran out before somebody answered. */
export function codeExpired(): GoherdError {
  return new GoherdError('gone', 'code_expired', {
    message: 'this code has expired',
    hint: 'Start again on that machine: goherd login --device.',
  })
}

/** A code that somebody answered before. */
export function answeredAlready(): GoherdError {
  return new GoherdError('conflict', 'code_answered', {
    message: 'this code was answered already',
    hint: 'If it was not you who answered, look for its token among the API tokens and revoke it.',
  })
}
