import { type Role, refuse } from '@goherd/model'
import type { AttentionItem } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { RecallReader } from '../recalls/index.js'
import { ReleaseReader } from '../releases/index.js'
import { AttentionReader } from './attention.reader.js'
import { attentionItems } from './attention-items.js'

/** What the overview's list of troubles reads. */
@Injectable()
export class AttentionView {
  constructor(
    private readonly reader: AttentionReader,
    private readonly releases: ReleaseReader,
    private readonly recalls: RecallReader,
  ) {}

  /** What needs a person, the most urgent first. Webhooks are shown to those who may see them. */
  async items(role: Role): Promise<AttentionItem[]> {
    const [{ active, ...troubles }, supportOf, recalled] = await Promise.all([
      this.reader.troubles(),
      this.releases.support(),
      this.recalls.active(),
    ])
    return attentionItems({
      ...troubles,
      webhooks: refuse('webhook.manage', { role }) === undefined ? troubles.webhooks : [],
      unsupported: active.filter(({ release }) => supportOf(release) === 'unsupported'),
      recalled: active.flatMap(({ release, hosts }) => {
        const recall = recalled.get(release)
        return recall ? [{ release, hosts, reason: recall.reason, since: recall.since }] : []
      }),
    })
  }
}
