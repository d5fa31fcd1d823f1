import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'

/** Remembers which key the fleet trusts. */
@Injectable()
export class SigningKeyStore {
  constructor(private readonly database: Database) {}

  /** The id of the key that signed until now; null before the first start. */
  async keyId(): Promise<string | null> {
    await this.database.prisma.fleet.createMany({ data: [{ id: 1 }], skipDuplicates: true })
    const fleet = await this.database.prisma.fleet.findUniqueOrThrow({ where: { id: 1 } })
    return fleet.signingKeyId
  }

  /** Pins a key when none is pinned, and answers the one that is. */
  async pin(keyId: string): Promise<string> {
    await this.database.prisma.fleet.updateMany({
      where: { id: 1, signingKeyId: null },
      data: { signingKeyId: keyId },
    })
    return (await this.keyId()) ?? keyId
  }
}
