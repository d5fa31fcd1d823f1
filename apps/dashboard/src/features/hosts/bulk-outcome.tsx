import type { BulkResult } from '@goherd/protocol'
import { Notice } from '../../ui/notice'
import { count, formatCount } from '../../ui/quantities'

/** As many names of one reason are shown; the others are counted. */
const NAMES_SHOWN = 5

/** Hosts that refused, those with the same reason together, the most first. */
export function byReason(
  refused: BulkResult['refused'],
): readonly { readonly message: string; readonly hosts: readonly string[] }[] {
  const reasons = new Map<string, string[]>()
  for (const { message, host } of refused) {
    const reason = message.replaceAll(host, 'the host')
    reasons.set(reason, [...(reasons.get(reason) ?? []), host])
  }
  return [...reasons]
    .map(([message, hosts]) => ({ message, hosts }))
    .sort((a, b) => b.hosts.length - a.hosts.length)
}

/** What became of a change to many hosts: to how many it was done, and why not to the others. */
export function BulkOutcome({ did, result }: { did: string; result: BulkResult }) {
  const { done, refused } = result
  const total = done + refused.length
  return (
    <Notice
      tone={refused.length === 0 ? 'ok' : 'warn'}
      role="status"
      title={
        refused.length === 0
          ? `${did}: ${count(done, 'host')}.`
          : `${did}: ${formatCount(done)} of ${count(total, 'host')}.`
      }
    >
      {refused.length > 0 && (
        <ul className="grid gap-0.5">
          {byReason(refused).map(({ message, hosts }) => (
            <li key={message}>
              {count(hosts.length, 'host')}: {message}{' '}
              <span className="font-mono text-xs">
                ({hosts.slice(0, NAMES_SHOWN).join(', ')}
                {hosts.length > NAMES_SHOWN && `, and ${formatCount(hosts.length - NAMES_SHOWN)} more`})
              </span>
            </li>
          ))}
        </ul>
      )}
    </Notice>
  )
}
