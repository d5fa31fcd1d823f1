import { driftReport, type HostView, hostDetail, name } from '@goherd/protocol'
import { z } from 'zod'
import { type ApiClient, route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { readHostQuery } from '../read-host-query.js'
import { stateMark } from '../render/host-state-mark.js'
import { driftExplained, hostsTable } from '../render/hosts.js'
import { allHosts } from './hosts-ls.js'

const options = z.object({ explain: name.optional(), query: z.string().optional() })

/** Which hosts differ from what they were assigned. Ends with `drift` when there is one. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { explain, query } = readInput(options, invocation.options)
  if (explain !== undefined) return explainHost(invocation, explain)
  const q = query === undefined ? undefined : readHostQuery(query)
  return withApi(invocation, async (api) => {
    const hosts = await drifted(api, q)
    invocation.output.data(hosts, (style) =>
      hosts.length === 0 ? 'No drift: every host that can be asked matches.' : hostsTable(hosts, style),
    )
    return hosts.length === 0 ? 'ok' : 'drift'
  })
}

async function drifted(api: ApiClient, q: string | undefined): Promise<HostView[]> {
  if (q === undefined) return (await api.get('/api/drift', driftReport)).hosts
  return allHosts(api, { q: q.trim() === '' ? 'state:drifted' : `state:drifted (${q})` })
}

function explainHost(invocation: Invocation, name: string): Promise<Exit> {
  return withApi(invocation, async (api) => {
    const host = await api.get(route`/api/hosts/${name}`, hostDetail)
    invocation.output.data(host, (style) =>
      host.drift.length === 0
        ? `${host.name} matches: nothing found that differs (${stateMark(host.state)}).`
        : driftExplained(host, style),
    )
    return host.drift.length === 0 ? 'ok' : 'drift'
  })
}
