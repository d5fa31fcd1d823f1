import { randomUUID } from 'node:crypto'
import type { Database } from '../../base/database/index.js'

/** What a test wants of a host. */
export interface WantedHost {
  /** Name of its group. */
  readonly group: string
  readonly platform?: string
  /** Left out: the host never reported. */
  readonly state?: string
}

/** A host as enrollment leaves it behind; there is no agent. Answers its id. */
export async function enrolledHost(database: Database, wanted: WantedHost): Promise<string> {
  const { group, platform = 'linux/amd64', state } = wanted
  const host = await database.prisma.host.create({
    data: {
      name: `host-${randomUUID()}`,
      publicKey: '',
      platform,
      facts: {},
      labels: {},
      group: { connect: { name: group } },
      ...(state ? { status: { create: { state, online: state !== 'offline' } } } : {}),
    },
  })
  return host.id
}
