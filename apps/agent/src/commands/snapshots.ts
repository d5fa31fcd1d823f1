import { maskSetting } from '@goherd/model'
import type { Layout } from '../disk/layout.js'
import { observeRoot } from '../observe-root.js'
import { sayData, table } from '../say.js'

/** `snapshots`: the states this host could go back to, newest first. */
export async function snapshotsCommand(layout: Layout, json: boolean): Promise<void> {
  const { snapshots } = await observeRoot(layout)
  const rows = snapshots.map(({ id, parent, release, settings, reason, takenAt }) => ({
    id,
    parent,
    release,
    settings,
    reason,
    takenAt,
  }))
  const text =
    rows.length === 0
      ? 'There is no snapshot yet. One is taken before every change.'
      : table(
          ['SNAPSHOT', 'TAKEN', 'RELEASE', 'SETTINGS', 'REASON'],
          rows.map((s) => [
            s.id,
            s.takenAt,
            s.release ?? 'none',
            Object.entries(s.settings)
              .map(([name, value]) => `${name}=${maskSetting(value)}`)
              .join(' '),
            s.reason,
          ]),
        )
  sayData(json, rows, text)
}
