import type { RecallView } from '@goherd/protocol'
import { GoherdError } from '../base/errors/index.js'

/** The error for sending anything to a recalled release. */
export function releaseRecalled(release: string, recall: RecallView): GoherdError {
  const under = recall.release === release ? '' : `, under the name ${recall.release}`
  const until = recall.expiresAt === null ? '' : ` until ${recall.expiresAt}`
  return new GoherdError('conflict', 'release_recalled', {
    message: `${release} was recalled by ${recall.by}${under}${until}: ${recall.reason}`,
    hint: `Take another release; or, when it is good after all, lift the recall: goherd releases lift ${recall.release}`,
  })
}

export function releaseUnknown(release: string): GoherdError {
  return new GoherdError('not-found', 'release_unknown', {
    message: `the catalogue has no Go release ${release}, and nothing was ever sent to it`,
    hint: 'List the releases and take a name from there, such as go1.22.12.',
  })
}

export function notRecalled(release: string): GoherdError {
  return new GoherdError('conflict', 'release_not_recalled', {
    message: `${release} is not recalled`,
    hint: 'Nothing has to be lifted.',
  })
}

export function expiryPast(expiresAt: Date): GoherdError {
  return new GoherdError('invalid', 'expiry_past', {
    message: `${expiresAt.toISOString()} is over already`,
    hint: 'Give a time that is still to come, or none for a recall that holds until it is lifted.',
    issues: [{ path: 'expiresAt', message: 'has to be in the future' }],
  })
}
