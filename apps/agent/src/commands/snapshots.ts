import { rollbackSnapshot } from '@goherd/agent-core'
import type { Command } from 'commander'
import pc from 'picocolors'
import { type CommonFlags, carryOut, command } from '../command.js'
import type { Layout } from '../disk/layout.js'
import { look } from '../disk/look.js'
import { listSnapshots } from '../disk/snapshot.js'
import { observeRoot } from '../observe-root.js'
import { sayData, table } from '../say.js'
import { settingsLine, shownSettings } from './shown-settings.js'

interface SnapshotsFlags extends CommonFlags {
  readonly showSecrets?: boolean
}

/** `snapshots`: the states this host could go back to, newest first. */
export function addSnapshots(program: Command): void {
  command(program, 'snapshots', 'the states this host could go back to')
    .option('--show-secrets', 'show what looks like a credential in full')
    .action((flags: SnapshotsFlags) =>
      carryOut(flags, (layout, json) => snapshotsCommand(layout, flags.showSecrets ?? false, json)),
    )
}

async function snapshotsCommand(layout: Layout, secrets: boolean, json: boolean): Promise<void> {
  const observed = await observeRoot(layout)
  const rows = observed.snapshots.map(({ id, parent, release, settings, reason, takenAt }) => ({
    id,
    parent,
    release,
    settings: shownSettings(settings, secrets),
    reason,
    takenAt,
  }))
  const target = rollbackSnapshot(observed)?.id
  const there = new Set(rows.map(({ id }) => id))
  const lines = rows.map((s) => [
    `${s.id}${s.id === target ? ' ←' : ''}`,
    s.parent === null ? '' : there.has(s.parent) ? s.parent : `${s.parent} (gone)`,
    s.takenAt.replace(/\.\d+Z$/, 'Z'),
    s.release ?? 'none',
    settingsLine(s.settings),
    s.reason,
  ])
  const foot = target === undefined ? '' : `\n\n← goherd-agent rollback goes there`
  const text =
    rows.length === 0
      ? 'There is no snapshot yet. One is taken before every change, once a day, and by goherd-agent snapshot.'
      : `${table(['SNAPSHOT', 'AFTER', 'TAKEN', 'RELEASE', 'SETTINGS', 'REASON'], lines)}${foot}`
  sayData(json, rows, text)
  sayBroken(layout)
}

/** Files that cannot be used are no data, but whoever relies on them should know. */
function sayBroken(layout: Layout): void {
  if (look(layout.snapshots) === undefined) return
  for (const { file, reason } of listSnapshots(layout).broken)
    process.stderr.write(`${pc.yellow('warning')} ${file} cannot be used: ${reason}\n`)
}
