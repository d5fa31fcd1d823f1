import type { EnrollRequest } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import type { Writer } from '../base/database/index.js'

const WITH_GROUP = { group: { select: { id: true, name: true } } } as const

/** The first rows of a host: who it is and the key it proves itself with. */
@Injectable()
export class HostKeyStore {
  constructor(private readonly clock: Clock) {}

  /** The host of that name, else the one with that key; undefined when both are new. */
  async byNameOrKey(name: string, publicKey: string, tx: Writer) {
    const named = await tx.host.findUnique({ where: { name }, include: WITH_GROUP })
    return named ?? (await tx.host.findFirst({ where: { publicKey }, include: WITH_GROUP })) ?? undefined
  }

  /** A host that has not reported yet. */
  async create(
    values: { request: EnrollRequest; publicKey: string; groupId: string; tokenId: string },
    tx: Writer,
  ) {
    const { request, publicKey, groupId, tokenId } = values
    const { name, facts, labels = {} } = request
    return tx.host.create({
      data: {
        name,
        groupId,
        publicKey,
        tokenId,
        platform: facts.platform,
        facts,
        labels,
        saidLabels: labels,
        enrolledAt: this.clock.now(),
        status: { create: {} },
      },
      include: WITH_GROUP,
    })
  }
}
