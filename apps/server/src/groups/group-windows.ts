import { canonicalJson, describeRefusal, refuse, writeWindow } from '@goherd/model'
import type { WindowSpec } from '@goherd/protocol'
import { describePolicyRefusal, refuseWindows } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { FleetNews, type NewsListener } from '../base/news/index.js'
import type { Setter } from './desired-setter.js'
import { GroupReader } from './group.reader.js'
import { GroupStore } from './group.store.js'
import { toWindow } from './to-window.js'

/** When stages of rollouts may start in a group. What is under way sees a change at once. */
@Injectable()
export class GroupWindows {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupReader,
    private readonly store: GroupStore,
    private readonly audit: AuditLog,
    private readonly news: FleetNews,
  ) {}

  /**
   * Replaces the windows of a group.
   * @throws GoherdError `group_unknown`, `group_unmanaged`, `role_too_small`, `window_refused`
   */
  async set(name: string, windows: readonly WindowSpec[], { name: actor, role }: Setter): Promise<void> {
    const wrong = refuseWindows(windows.map(toWindow))
    if (wrong) {
      throw new GoherdError('invalid', 'window_refused', {
        message: describePolicyRefusal(wrong),
        hint: 'Write it as in Mon-Fri 22:00-04:00 Europe/Berlin.',
      })
    }
    await this.database.transaction(async (tx) => {
      const group = await this.groups.named(name, tx)
      const refusal = refuse('group.windows', { role, group })
      if (refusal) {
        const isRole = refusal.kind === 'role'
        throw new GoherdError(
          isRole ? 'forbidden' : 'conflict',
          isRole ? 'role_too_small' : 'group_unmanaged',
          {
            message: describeRefusal(refusal),
            hint: isRole ? 'Ask an administrator.' : 'Set the windows of another group.',
          },
        )
      }
      const before = (await this.groups.windows([group.id], tx)).get(group.id) ?? []
      if (canonicalJson(before) === canonicalJson(windows)) return
      await this.store.setWindows(tx, group.id, windows)
      const said = windows.length === 0 ? 'at any time' : windows.map(writeWindow).join('; ')
      const entry = { actor, action: 'group.windows', target: `group:${name}` }
      await this.audit.record({ ...entry, summary: `stages of rollouts start in ${name}: ${said}` }, tx)
      await this.news.announce(tx, 'group-windows', group.id)
    })
  }

  /** Told the id of a group whose windows changed, on whatever server. */
  onChanged(listener: NewsListener): void {
    this.news.on('group-windows', listener)
  }
}
