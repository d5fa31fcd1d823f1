import { type BulkRequest, bulkResult, type HostSelection, hostList, name } from '@goherd/protocol'
import { z } from 'zod'
import type { ApiClient } from './api-client.js'
import { usageFailure } from './cli-failure.js'
import type { Exit } from './exit-codes.js'
import { type Invocation, readInput } from './invocation.js'
import { readHostQuery } from './read-host-query.js'

/** Which hosts a command speaks of: names, or a query. */
export type Asked =
  | { readonly kind: 'named'; readonly names: string[] }
  | { readonly kind: 'query'; readonly q: string }

/** Hosts by name or by `-q`, one of the two. @throws CliFailure */
export function readSelection(names: readonly string[], q: unknown): Asked {
  if (typeof q === 'string' && names.length > 0) {
    throw usageFailure('hosts are named, or found by -q, not both', 'Put the names into the query: name:a,b.')
  }
  if (typeof q === 'string') return { kind: 'query', q: readHostQuery(q) }
  if (names.length > 0) return { kind: 'named', names: readInput(z.array(name), names) }
  throw usageFailure('no host is given', "Name hosts, or find them with -q, such as -q 'state:drifted'.")
}

/** The hosts as the server is asked for them; of a query with how many fit now, so that another number by then is refused. */
export async function selectHosts(
  api: ApiClient,
  asked: Asked,
): Promise<{ readonly hosts: HostSelection; readonly count: number }> {
  if (asked.kind === 'named') return { hosts: asked, count: asked.names.length }
  const { total } = await api.get('/api/hosts', hostList, { q: asked.q, limit: 1 })
  if (total === 0)
    throw usageFailure(`no host fits ${asked.q}`, "Try the query first: goherd hosts ls -q '…'.")
  return { hosts: { ...asked, expected: total }, count: total }
}

/** Asks for one thing to be done to the hosts, and tells what came of it. Ends with `error` when a host refused. */
export async function changeHosts(
  api: ApiClient,
  { output }: Invocation,
  { done, request }: { readonly request: BulkRequest; readonly done: string },
): Promise<Exit> {
  const result = await api.post('/api/hosts/bulk', request, bulkResult)
  output.data(result, () =>
    [
      `${result.done} ${result.done === 1 ? 'host' : 'hosts'} ${done}.`,
      ...result.refused.map(({ host, message }) => `${host}: ${message}`),
    ].join('\n'),
  )
  return result.refused.length === 0 ? 'ok' : 'error'
}
