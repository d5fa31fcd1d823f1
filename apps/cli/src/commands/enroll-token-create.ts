import { createdEnrollmentToken, createEnrollmentToken } from '@goherd/protocol'
import { z } from 'zod'
import { usageFailure } from '../cli-failure.js'
import { parseDuration } from '../duration.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'

const options = z.object({
  group: createEnrollmentToken.shape.group,
  uses: z.coerce.number().optional(),
  ttl: z.string().optional(),
  note: z.string().optional(),
})

function readTtl(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = parseDuration(text)
  if (ms === undefined)
    throw usageFailure(`"${text}" is not a duration for --ttl`, 'Write it as 30m, 1h or 7d.')
  return Math.round(ms / 1000)
}

/** Makes a token with which hosts join a group. The token is shown this once. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { group, uses, ttl, note } = readInput(options, invocation.options)
  const body = readInput(createEnrollmentToken, { group, uses, ttlSeconds: readTtl(ttl), note })
  return withApi(invocation, async (api, server) => {
    const created = await api.post('/api/enrollment/tokens', body, createdEnrollmentToken)
    const command = `curl -fsSL ${server.url}/install.sh | sudo sh -s -- --token ${created.token}`
    invocation.output.data({ ...created, command }, () => command)
    const hosts = created.uses === 1 ? 'one host' : `${created.uses} hosts`
    invocation.output.note(
      `Run this on the machine; without sudo it installs for that user alone. It is good for ${hosts} in group ${created.group} until ${created.expiresAt}, and shown only now.`,
    )
    return 'ok'
  })
}
