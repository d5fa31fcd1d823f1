import { type HostView, hostList, hostQuery } from '@goherd/protocol'
import type { ApiClient } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { readHostQuery } from '../read-host-query.js'
import { hostsTable } from '../render/hosts.js'

const options = hostQuery.pick({ group: true, state: true, search: true })
const PAGE = 5000

/** Hosts, filtered by the server. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { query, ...given } = invocation.options
  const filter = {
    ...readInput(options, given),
    ...(typeof query === 'string' ? { q: readHostQuery(query) } : {}),
  }
  return withApi(invocation, async (api) => {
    const hosts = await allHosts(api, filter)
    invocation.output.data(hosts, (style) => hostsTable(hosts, style))
    return 'ok'
  })
}

/** Every host that fits, page by page. */
export async function allHosts(
  api: ApiClient,
  filter: Record<string, string | undefined>,
): Promise<HostView[]> {
  const hosts: HostView[] = []
  for (;;) {
    const query = { ...filter, sort: 'name', limit: PAGE, offset: hosts.length }
    const page = await api.get('/api/hosts', hostList, query)
    hosts.push(...page.hosts)
    if (page.hosts.length === 0 || hosts.length >= page.total) return hosts
  }
}
