import { AgentError } from '../disk/agent-error.js'

/** The error for an answer of a public log that does not hold: somebody on the way, or the log itself, tells something else. */
export function logForged(log: string, what: string): AgentError {
  return new AgentError({
    code: 'public_log_forged',
    message: `the answer of the public log ${log} does not hold: ${what}`,
    hint: 'Nothing was installed. A proxy changes what it passes on, or somebody forges releases: try from another network, and tell your security people.',
  })
}

/** The error for a release whose hash is not the one in the public log. */
export function logMismatch(log: string, what: string, found: string, logged: string): AgentError {
  return new AgentError({
    code: 'public_log_mismatch',
    message: `${what} has the hash ${found}, and the public log ${log} says ${logged}`,
    hint: 'These are not the bytes that Go published. Do not use them; install the release again from another source.',
  })
}
