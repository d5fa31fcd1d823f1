import { z } from 'zod'
import { role, timestamp } from '../values.js'

/** Device login after RFC 8628: a command line without a browser asks, a person who is signed in elsewhere answers. */
export const startDevice = z.object({
  /** What the command line says of itself: `ada@build-7`. The token is named after it. */
  client: z.string().trim().min(1).max(100),
})
export const startedDevice = z.object({
  /** The secret to poll with. */
  deviceCode: z.string(),
  /** What the person compares and types: `BCDF-GHJK`. */
  userCode: z.string(),
  verificationUri: z.string(),
  /** The same with the code in it. */
  verificationUriComplete: z.string(),
  /** Seconds that the code is good for. */
  expiresIn: z.number(),
  /** Seconds between two polls. Who is told `slow_down` adds five. */
  interval: z.number(),
})
export type StartedDevice = z.infer<typeof startedDevice>

/**
 * Polls. Until a person has approved, it is refused with one of the RFC's codes: `authorization_pending`, `slow_down`,
 * `access_denied`, `expired_token`. The token is answered once.
 */
export const deviceTokenRequest = z.object({ deviceCode: z.string().min(1).max(256) })
export const deviceToken = z.object({ token: z.string(), name: z.string(), role, expiresAt: timestamp })

/** What a person is shown before answering. */
export const deviceView = z.object({
  userCode: z.string(),
  client: z.string(),
  /** The address it asked from. */
  address: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp,
  state: z.enum(['pending', 'approved', 'denied', 'used', 'expired']),
  /** How long the token will be good for, in seconds. */
  tokenSeconds: z.number().int(),
})
export type DeviceView = z.infer<typeof deviceView>
/** The role may not be above that of the person who answers. */
export const answerDevice = z.discriminatedUnion('approve', [
  z.object({ approve: z.literal(true), role }),
  z.object({ approve: z.literal(false) }),
])
export type AnswerDevice = z.infer<typeof answerDevice>

/** First-run hints that a person does not want to see again. An API token has those of its owner. */
export const hints = z.object({ dismissed: z.array(z.string().min(1).max(64)).max(100) })
export type Hints = z.infer<typeof hints>
