import { reason } from '@goherd/protocol'
import { z } from 'zod'
import { agreed } from '../agreed.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { type Asked, changeHosts, readSelection, selectHosts } from '../selected-hosts.js'

const options = z.object({ reason: reason.min(1) })

/** Forgets hosts; their agents are refused from then on, and nothing on their disks changes. */
export async function run(invocation: Invocation): Promise<Exit> {
  const asked = readSelection(invocation.args, invocation.options.query)
  const { reason } = readInput(options, { reason: invocation.options.reason })
  return withApi(invocation, async (api) => {
    const { count, hosts } = await selectHosts(api, asked)
    await agreed(invocation, {
      shows: () => `${whom(asked, count)} will be forgotten. Nothing on their disks changes.`,
      question: `Remove ${count} ${count === 1 ? 'host' : 'hosts'}?`,
    })
    const request = { hosts, change: { kind: 'remove' as const, reason } }
    return changeHosts(api, invocation, { request, done: 'removed' })
  })
}

function whom(asked: Asked, count: number): string {
  return asked.kind === 'named' ? asked.names.join(', ') : `${count} hosts that fit ${asked.q}`
}
