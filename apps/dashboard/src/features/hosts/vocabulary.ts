import type { Vocabulary } from '@goherd/host-query'
import type { HostView } from '@goherd/protocol'

/** Completions are there to help with what is seen: the hosts further down hardly have other words. */
const MOST_HOSTS = 1_000

type Words = Required<Pick<Vocabulary, 'names' | 'platforms' | 'agents' | 'labels'>>

/** What the hosts of a list are called, run on and are labelled with, for completions. */
export function vocabularyOf(hosts: readonly HostView[]): Words {
  const platforms = new Set<string>()
  const agents = new Set<string>()
  const labels = new Map<string, Set<string>>()
  const some = hosts.slice(0, MOST_HOSTS)
  for (const { platform, agentVersion, labels: own } of some) {
    platforms.add(platform)
    agents.add(agentVersion)
    for (const [key, value] of Object.entries(own)) labels.set(key, (labels.get(key) ?? new Set()).add(value))
  }
  return {
    names: some.map(({ name }) => name),
    platforms: [...platforms].sort(),
    agents: [...agents].sort(),
    labels: Object.fromEntries([...labels].map(([key, values]) => [key, [...values].sort()])),
  }
}
