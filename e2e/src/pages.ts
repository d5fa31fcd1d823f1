/** What a fleet must have for every page to have something to show. */
export interface Shown {
  /** A host, a group, and a release by name. */
  readonly host: string
  readonly group: string
  readonly release: string
  /** Ids. */
  readonly rollout: string
  readonly rollback: string
}

/** Every page of the dashboard that a person who is signed in can open, by a short name for files: its path. */
export function pagesOf({
  host,
  group,
  release,
  rollout,
  rollback,
}: Shown): Readonly<Record<string, string>> {
  return {
    overview: '/',
    hosts: '/hosts',
    'hosts-none': '/hosts?q=name%3Anobody',
    'hosts-wrong-query': '/hosts?q=stat%3Adrifted',
    host: `/hosts/${host}`,
    'host-timeline': `/hosts/${host}?tab=timeline`,
    'host-installed': `/hosts/${host}?tab=installed`,
    'host-snapshots': `/hosts/${host}?tab=snapshots`,
    'host-environment': `/hosts/${host}?tab=environment`,
    'host-facts': `/hosts/${host}?tab=facts`,
    'host-unknown': '/hosts/nobody',
    groups: '/groups',
    group: `/groups/${group}`,
    rollouts: '/rollouts',
    'rollout-new': '/rollouts/new',
    rollout: `/rollouts/${rollout}`,
    rollback: '/rollback',
    'rollback-done': `/rollback/${rollback}`,
    releases: '/releases',
    release: `/releases/${release}`,
    activity: '/activity',
    'settings-enrollment': '/settings?tab=enrollment',
    'settings-people': '/settings?tab=people',
    'settings-tokens': '/settings?tab=tokens',
    'settings-webhooks': '/settings?tab=webhooks',
    'settings-mirrors': '/settings?tab=mirrors',
    'settings-about': '/settings?tab=about',
    device: '/device',
    'not-found': '/nowhere',
  }
}
