import {
  type Accepted,
  DEFAULT_CONFIG,
  FEWEST_RELEASES,
  type KeepReason,
  planRetention,
} from '@goherd/agent-core'
import type { Command } from 'commander'
import { changeHere } from '../change-here.js'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { type Layout, treeOf } from '../disk/layout.js'
import { usersOf } from '../disk/processes.js'
import { MemoryFile } from '../memory-file.js'
import { observeRoot } from '../observe-root.js'
import { megabytes, sayData, table } from '../say.js'

interface PruneFlags extends CommonFlags {
  readonly keep?: string
  readonly dryRun?: boolean
}

/** `prune`: removes the releases this host does not need, and says why the others stay. */
export function addPrune(program: Command): void {
  command(program, 'prune', 'remove the releases this host does not need')
    .option('--keep <n>', `how many stay, at least ${FEWEST_RELEASES} (default: the group's policy, else 4)`)
    .option('--dry-run', 'only say what would go')
    .action((flags: PruneFlags) => carryOut(flags, (layout, json) => pruneCommand(layout, flags, json)))
}

async function pruneCommand(layout: Layout, flags: PruneFlags, json: boolean): Promise<void> {
  const observed = await observeRoot(layout)
  const accepted = acceptedOf(layout)
  const room = readKeep(flags.keep) ?? accepted?.desired.policy?.keep ?? DEFAULT_CONFIG.keepReleases
  const planned = planRetention(observed, accepted?.desired.release ?? null, room)
  const used = planned.remove.flatMap((release) => {
    const [by] = usersOf(treeOf(layout, release.release))
    return by ? [{ release, why: { kind: 'in-use', pid: by.pid, program: by.command } as const }] : []
  })
  const remove = planned.remove.filter((release) => !used.some((other) => other.release === release))
  const removed: { readonly release: string; readonly freed: number }[] = []
  for (const { release, size } of remove) {
    if (flags.dryRun) removed.push({ release, freed: size })
    else
      removed.push({ release, freed: (await changeHere(layout, { kind: 'uninstall', release })).freed ?? 0 })
  }
  const kept = [...planned.keep, ...used].map(({ release, why }) => ({
    release: release.release,
    size: release.size,
    why: describeReason(why),
  }))
  const dryRun = flags.dryRun ?? false
  const freed = removed.reduce((sum, one) => sum + one.freed, 0)
  sayData(json, { dryRun, removed, freed, kept }, asText(dryRun, removed, freed, kept))
}

function acceptedOf(layout: Layout): Accepted | null {
  return new MemoryFile(layout).load().accepted
}

/** Reads --keep. Throws `bad_number`. Pure. */
export function readKeep(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const keep = Number(text)
  if (Number.isInteger(keep) && keep >= FEWEST_RELEASES) return keep
  throw new AgentError({
    code: 'bad_number',
    message: `"${text}" is no number of releases to keep`,
    hint: `Give a whole number, ${FEWEST_RELEASES} or more: the active release and the one before it always stay.`,
  })
}

function describeReason(why: KeepReason): string {
  switch (why.kind) {
    case 'current':
      return 'active'
    case 'wanted':
      return 'the server wants it here'
    case 'rollback-target':
      return `a rollback would need it (${why.snapshot})`
    case 'pinned':
      return 'pinned'
    case 'in-use':
      return `process ${why.pid} uses it: ${why.program}`
    case 'recent':
      return 'among the newest that are kept'
  }
}

function asText(
  dryRun: boolean,
  removed: readonly { readonly release: string; readonly freed: number }[],
  freed: number,
  kept: readonly { readonly release: string; readonly size: number; readonly why: string }[],
): string {
  const rows = [
    ...removed.map((r) => [r.release, megabytes(r.freed), dryRun ? 'would go' : 'removed']),
    ...kept.map((k) => [k.release, megabytes(k.size), `stays: ${k.why}`]),
  ]
  if (rows.length === 0) return 'No release is installed.'
  const sum =
    removed.length === 0 ? 'nothing to remove' : `${megabytes(freed)} ${dryRun ? 'would be' : 'are'} free`
  return `${table(['RELEASE', 'SIZE', ''], rows)}\n\n${sum}`
}
