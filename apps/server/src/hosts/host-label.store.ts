import { Injectable } from '@nestjs/common'
import type { Writer } from '../base/database/index.js'

/** Labels to set, and keys to take away, also where the host says them of itself. */
export interface LabelChange {
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}

/** Writes the labels that are set on this server; they lie over what hosts say of themselves. */
@Injectable()
export class HostLabelStore {
  /** Changes the labels of some hosts. A key that is both set and unset is set. */
  async change(tx: Writer, hostIds: readonly string[], { set, unset }: LabelChange): Promise<void> {
    const over = JSON.stringify({ ...Object.fromEntries(unset.map((key) => [key, null])), ...set })
    await tx.$executeRaw`
      UPDATE host SET set_labels = set_labels || ${over}::jsonb,
                      labels = jsonb_strip_nulls(said_labels || set_labels || ${over}::jsonb)
       WHERE id = ANY (${[...hostIds]}::text[])`
  }
}
