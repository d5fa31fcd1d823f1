import type { HostView, RollbackView, RolloutView } from '@goherd/protocol'

/** What came in over the socket since the last flush, folded so that applying it costs the same for one message as for a thousand. */
export interface Inbox {
  /** The newest sequence number seen; null before the first message of the first connection. */
  readonly seq: number | null
  /** Messages were missed and could not be had again: what is shown can't be mended by patches any more. */
  readonly gap: boolean
  /** The stream is further than this: what was missed has to be asked for, and is told again from `seq` on. */
  readonly behind: boolean
  readonly hosts: ReadonlyMap<string, HostView>
  readonly groups: ReadonlySet<string>
  readonly rollbacks: ReadonlyMap<string, RollbackView>
  readonly rollouts: ReadonlyMap<string, RolloutView>
  readonly fleet: boolean
}

/** One message of the live namespace, as far as the cache cares. */
export type LiveEvent =
  | { readonly kind: 'opened'; readonly seq: number }
  | { readonly kind: 'hosts'; readonly seq: number; readonly hosts: readonly HostView[] }
  | { readonly kind: 'groups'; readonly seq: number; readonly groups: readonly string[] }
  | { readonly kind: 'fleet'; readonly seq: number }
  | { readonly kind: 'rollback'; readonly seq: number; readonly rollback: RollbackView }
  | { readonly kind: 'rollout'; readonly seq: number; readonly rollout: RolloutView }

export const EMPTY_INBOX: Inbox = {
  seq: null,
  gap: false,
  behind: false,
  hosts: new Map(),
  groups: new Set(),
  rollbacks: new Map(),
  rollouts: new Map(),
  fleet: false,
}

/** Whether there is anything to apply. */
export function isEmpty(inbox: Inbox): boolean {
  return (
    !inbox.gap &&
    !inbox.fleet &&
    inbox.hosts.size === 0 &&
    inbox.groups.size === 0 &&
    inbox.rollbacks.size === 0 &&
    inbox.rollouts.size === 0
  )
}

/** What stays when everything was applied: the place in the stream. */
export function drained(inbox: Inbox): Inbox {
  return { ...EMPTY_INBOX, seq: inbox.seq, behind: inbox.behind }
}

/**
 * The server has told again what was missed after `inbox.seq`, as far as it could, and stands at `seq`. With a gap nothing that was
 * collected can be trusted: fetch again.
 */
export function synced(inbox: Inbox, { seq, gap }: { readonly seq: number; readonly gap: boolean }): Inbox {
  if (!gap && inbox.seq === seq) return { ...inbox, behind: false }
  return { ...EMPTY_INBOX, seq, gap: inbox.seq !== null }
}

/**
 * Takes one message in. One that came before changes nothing; one that is not the next leaves everything as it is, until what lies
 * between was told again. The first connection of a page can have missed nothing.
 */
export function receive(inbox: Inbox, event: LiveEvent): Inbox {
  if (event.kind === 'opened') {
    return { ...inbox, seq: inbox.seq ?? event.seq, behind: inbox.seq !== null && inbox.seq !== event.seq }
  }
  if (inbox.seq !== null && event.seq <= inbox.seq) return inbox
  if (inbox.seq !== null && event.seq > inbox.seq + 1) return { ...inbox, behind: true }
  return collect({ ...inbox, seq: event.seq }, event)
}

function collect(inbox: Inbox, event: Exclude<LiveEvent, { kind: 'opened' }>): Inbox {
  switch (event.kind) {
    case 'hosts': {
      const hosts = new Map(inbox.hosts)
      for (const host of event.hosts) hosts.set(host.id, host)
      return { ...inbox, hosts }
    }
    case 'groups':
      return { ...inbox, groups: new Set([...inbox.groups, ...event.groups]) }
    case 'rollback':
      return { ...inbox, rollbacks: new Map(inbox.rollbacks).set(event.rollback.id, event.rollback) }
    case 'rollout':
      return { ...inbox, rollouts: new Map(inbox.rollouts).set(event.rollout.id, event.rollout) }
    case 'fleet':
      return { ...inbox, fleet: true }
  }
}
