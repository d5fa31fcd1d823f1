import type { Drift } from '@goherd/model'
import type { AttentionItem } from '@goherd/protocol'

/** A group of hosts that share a trouble. */
interface Hosts {
  readonly hosts: number
}

/** Everything that may need a person, as the database counts it. */
export interface Troubles {
  /** By error code, null where a failure gave none; with the hint most of them gave. */
  readonly failed: readonly (Hosts & { readonly code: string | null; readonly hint: string | null })[]
  readonly drifted: readonly (Hosts & { readonly kind: Drift['kind'] })[]
  /** Over an hour, with the time at which the longest was last heard of. */
  readonly offline: Hosts & { readonly since: Date | null }
  readonly unsupported: readonly (Hosts & { readonly release: string })[]
  readonly recalled: readonly (Hosts & {
    readonly release: string
    readonly reason: string
    readonly since: string
  })[]
  /** Rollouts that are paused, or wait for somebody's approval. */
  readonly rollouts: readonly { readonly id: string; readonly sentence: string; readonly paused: boolean }[]
  readonly rollbacks: readonly (Hosts & { readonly id: string; readonly since: Date })[]
  readonly webhooks: readonly { readonly name: string; readonly says: string; readonly since: Date }[]
  readonly sources: readonly { readonly name: string; readonly says: string; readonly since: Date | null }[]
}

/** How each kind of drift is told of many hosts, and what can be done about it. */
const DRIFT: Readonly<Record<Drift['kind'], { readonly says: string; readonly hint: string }>> = {
  version: {
    says: 'another Go than the one that was assigned',
    hint: 'Open one to see what was expected and what was found.',
  },
  link: {
    says: 'the link leads elsewhere',
    hint: 'Find out who moved it; setting the group again, or drift policy correct, moves it back.',
  },
  settings: {
    says: 'Go settings were changed',
    hint: 'Put what is needed into the group’s settings, or set the group again to undo it.',
  },
  bytes: {
    says: 'files of the installed Go were changed',
    hint: 'Recheck them; roll those hosts back to a snapshot, or install the release anew.',
  },
  effective: {
    says: 'builds run another Go than the managed one',
    hint: 'Open one to see which go builds find, and why.',
  },
}

/** The most urgent first: people who are waited for, then what stands still, then what differs, then what will hurt later. */
const MAKERS: readonly ((troubles: Troubles) => readonly AttentionItem[])[] = [
  rolloutItems,
  failedItems,
  recalledItems,
  debtItems,
  driftItems,
  offlineItems,
  unsupportedItems,
  sourceItems,
  webhookItems,
]

/** What needs a person, the most urgent first; within a kind, what concerns the most hosts. */
export function attentionItems(troubles: Troubles): AttentionItem[] {
  return MAKERS.flatMap((make) => [...make(troubles)].sort((a, b) => (b.hosts ?? 0) - (a.hosts ?? 0)))
}

/** A query has an end. */
const MOST_IN_A_QUERY = 60
const NOTHING = { hint: null, hosts: null, q: null, link: null, since: null } as const

function rolloutItems({ rollouts }: Troubles): AttentionItem[] {
  return rollouts.map(({ id, sentence, paused }) => ({
    ...NOTHING,
    kind: 'rollout-waiting',
    id: `rollout-waiting:${id}`,
    says: sentence,
    hint: paused ? 'Look at why, then resume or abort it.' : 'Look at the plan, then approve it or abort.',
    link: { kind: 'rollout', id },
  }))
}

function failedItems({ failed }: Troubles): AttentionItem[] {
  return failed.map(({ code, hint, hosts }) => ({
    ...NOTHING,
    kind: 'failed',
    id: `failed:${code ?? ''}`,
    says: `${counted(hosts)}: ${code === null ? 'the change failed' : code.replaceAll('_', ' ')}`,
    hint,
    hosts,
    q: code === null ? 'state:failed' : `state:failed error:${code}`,
  }))
}

function recalledItems({ recalled }: Troubles): AttentionItem[] {
  return recalled.map(({ release, reason, since, hosts }) => ({
    ...NOTHING,
    kind: 'recalled',
    id: `recalled:${release}`,
    says: `${counted(hosts)} on ${release}, which is recalled: ${reason}`,
    hint: 'Roll them back, or set their groups to another release.',
    hosts,
    q: `go:${release}`,
    link: { kind: 'release', release },
    since,
  }))
}

function debtItems({ rollbacks }: Troubles): AttentionItem[] {
  return rollbacks.map(({ id, hosts, since }) => ({
    ...NOTHING,
    kind: 'rollback-debt',
    id: `rollback-debt:${id}`,
    says: `${counted(hosts)} offline, still to be rolled back`,
    hint: 'They are rolled back first when they return; bring them back, or take them out of the fleet.',
    hosts,
    link: { kind: 'rollback', id },
    since: since.toISOString(),
  }))
}

function driftItems({ drifted }: Troubles): AttentionItem[] {
  return drifted.map(({ kind, hosts }) => ({
    ...NOTHING,
    kind: 'drifted',
    id: `drifted:${kind}`,
    says: `${counted(hosts)}: ${DRIFT[kind].says}`,
    hint: DRIFT[kind].hint,
    hosts,
    q: `state:drifted drift:${kind}`,
  }))
}

function offlineItems({ offline: { hosts, since } }: Troubles): AttentionItem[] {
  if (hosts === 0) return []
  return [
    {
      ...NOTHING,
      kind: 'offline',
      id: 'offline',
      says: `${counted(hosts)} offline over 1 h`,
      hint: 'See whether the machine runs, and on it whether goherd-agent does: goherd-agent doctor.',
      hosts,
      q: 'state:offline seen:>1h',
      since: since?.toISOString() ?? null,
    },
  ]
}

function unsupportedItems({ unsupported }: Troubles): AttentionItem[] {
  if (unsupported.length === 0) return []
  const hosts = unsupported.reduce((sum, one) => sum + one.hosts, 0)
  const releases = unsupported.slice(0, MOST_IN_A_QUERY).map(({ release }) => release)
  return [
    {
      ...NOTHING,
      kind: 'unsupported',
      id: 'unsupported',
      says: `${counted(hosts)} on a Go that gets no security fixes any more`,
      hint: 'Roll a supported release out to their groups.',
      hosts,
      q: `go:${releases.join(',')}`,
    },
  ]
}

function sourceItems({ sources }: Troubles): AttentionItem[] {
  return sources.map(({ name, says, since }) => ({
    ...NOTHING,
    kind: 'source-failing',
    id: `source-failing:${name}`,
    says: `Releases cannot be read from ${name}: ${says}`,
    hint: 'Test it in the settings; what is kept already is served meanwhile.',
    link: { kind: 'sources' },
    since: since?.toISOString() ?? null,
  }))
}

function webhookItems({ webhooks }: Troubles): AttentionItem[] {
  return webhooks.map(({ name, says, since }) => ({
    ...NOTHING,
    kind: 'webhook-failing',
    id: `webhook-failing:${name}`,
    says: `Webhook ${name} does not get through${says === '' ? '' : `: ${says}`}`,
    hint: 'Look at its deliveries, mend the endpoint, and deliver them again.',
    link: { kind: 'webhook', name },
    since: since.toISOString(),
  }))
}

function counted(hosts: number): string {
  return hosts === 1 ? '1 host' : `${hosts.toLocaleString('en-US')} hosts`
}
