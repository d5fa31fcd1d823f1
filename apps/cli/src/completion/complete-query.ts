import { suggest, type Vocabulary } from '@goherd/host-query'
import { groupList, type HostView, hostList, releaseList } from '@goherd/protocol'
import type { ApiClient } from '../api-client.js'
import type { Candidate } from './complete.js'

/** Enough to have met every label, platform and agent of most fleets. */
const MOST_HOSTS = 200

/** The query that is being typed: shells hand over the quote that it was begun with. */
export function queryBegun(word: string): string {
  return word.replace(/^['"]/, '')
}

/**
 * Whole queries that go on from one that is begun. A field that alone fits comes with its values, or a shell would close the
 * quote behind its name. Pure.
 */
export function completeQuery(begun: string, known: Vocabulary): Candidate[] {
  const found = goOn(begun, known)
  const [only, ...others] = found
  if (only === undefined || others.length > 0 || !/[:=]$/.test(only.word)) return found
  const values = goOn(only.word, known)
  return values.length > 0 ? values : found
}

function goOn(begun: string, known: Vocabulary): Candidate[] {
  const { from, items } = suggest(begun, begun.length, known)
  return items.map(({ insert, says }) => ({ word: begun.slice(0, from) + insert, description: says }))
}

/** What there is in the fleet to be found by. */
export async function readVocabulary(api: ApiClient): Promise<Vocabulary> {
  const [{ groups }, { releases }, { hosts }] = await Promise.all([
    api.get('/api/groups', groupList),
    api.get('/api/releases', releaseList),
    api.get('/api/hosts', hostList, { limit: MOST_HOSTS, sort: 'name' }),
  ])
  return {
    groups: groups.map(({ name }) => name),
    releases: releases.map(({ release }) => release),
    names: hosts.map(({ name }) => name),
    platforms: [...new Set(hosts.map(({ platform }) => platform))].sort(),
    labels: labelsOf(hosts),
  }
}

function labelsOf(hosts: readonly HostView[]): Record<string, string[]> {
  const values = new Map<string, Set<string>>()
  for (const { labels } of hosts) {
    for (const [key, value] of Object.entries(labels)) {
      values.set(key, (values.get(key) ?? new Set()).add(value))
    }
  }
  return Object.fromEntries([...values].map(([key, known]) => [key, [...known].sort()]))
}
