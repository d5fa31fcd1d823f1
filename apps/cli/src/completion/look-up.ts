import { groupList, hostList, releaseList, rollbackList, rolloutList, webhookList } from '@goherd/protocol'
import type { ApiClient } from '../api-client.js'
import { contextsPath, readContexts } from '../contexts.js'
import type { Candidate, NameKind } from './complete.js'

/** As many as a person may want to see. */
const MOST = 200

type LookUp = (api: ApiClient, begins: string) => Promise<Candidate[]>

const LOOK_UPS: Readonly<Record<Exclude<NameKind, 'contexts'>, LookUp>> = {
  hosts: async (api, begins) => {
    const query = { limit: MOST, sort: 'name', ...beginning(begins) }
    const { hosts } = await api.get('/api/hosts', hostList, query)
    return hosts.map(({ name, state, group }) => ({ word: name, description: `${state}, ${group}` }))
  },
  groups: async (api) => {
    const { groups } = await api.get('/api/groups', groupList)
    return groups.map(({ name, desired, hosts }) => ({
      word: name,
      description: `${desired?.release ?? 'no release'}, ${hosts.total} hosts`,
    }))
  },
  releases: async (api) => {
    const { releases } = await api.get('/api/releases', releaseList)
    return releases.map(({ release, support }) => ({ word: release, description: support }))
  },
  rollouts: async (api) => {
    const { rollouts } = await api.get('/api/rollouts', rolloutList)
    return rollouts.map(({ id, sentence }) => ({ word: id, description: sentence }))
  },
  rollbacks: async (api) => {
    const { rollbacks } = await api.get('/api/rollbacks', rollbackList)
    return rollbacks.map(({ id, state, reason }) => ({ word: id, description: `${state}: ${reason}` }))
  },
  webhooks: async (api) => {
    const { webhooks } = await api.get('/api/webhooks', webhookList)
    return webhooks.map(({ name, url }) => ({ word: name, description: url }))
  },
}

/** Only letters that are no sign of the language; that the rest fits as well is looked at here, by whoever asked. */
function beginning(begins: string): { q?: string } {
  const [plain = ''] = /^[\w.-]*/.exec(begins) ?? []
  return plain === '' ? {} : { q: `name:${plain}*` }
}

/** Names of a kind on the server that may begin so. */
export function lookUpNames(
  of: Exclude<NameKind, 'contexts'>,
  api: ApiClient,
  begins: string,
): Promise<Candidate[]> {
  return LOOK_UPS[of](api, begins)
}

/** The contexts on this machine. */
export function lookUpContexts(env: Readonly<Record<string, string | undefined>>): Candidate[] {
  const { contexts } = readContexts(contextsPath(env))
  return Object.entries(contexts).map(([word, { server }]) => ({ word, description: server }))
}
