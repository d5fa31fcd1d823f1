import { type CheckOrder, checkOrder } from '@goherd/protocol'
import { openSigned, type PinnedKey } from '../open-signed.js'

/** What the protected header of an order says that it is. */
export const ORDER_TYPE = 'goherd-check+jws'

/** What this host holds against an order, and when it came, in milliseconds since 1970. */
export interface CheckTrust extends PinnedKey {
  readonly hostId: string
  readonly now: number
}

export type VerifiedCheck =
  | { readonly ok: true; readonly order: CheckOrder }
  | { readonly ok: false; readonly why: string }

/** Checks that an order was signed with the pinned key, is for this host, and has not expired. */
export function verifyCheck(jws: string, { hostId, now, ...key }: CheckTrust): VerifiedCheck {
  const opened = openSigned(jws, key, ORDER_TYPE)
  if (opened.kind !== 'opened') return { ok: false, why: `the order ${opened.says}` }
  const read = checkOrder.safeParse(opened.body)
  if (!read.success) return { ok: false, why: 'the order has a shape this agent does not know' }
  if (read.data.hostId !== hostId) return { ok: false, why: 'the order is for another host' }
  if (Date.parse(read.data.expiresAt) <= now) return { ok: false, why: 'the order has expired' }
  return { ok: true, order: read.data }
}
