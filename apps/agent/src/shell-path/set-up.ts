import { join } from 'node:path'
import type { Layout } from '../disk/layout.js'
import { carryOutLink, type LinkPlan, planLink, planUnlink } from './link.js'
import { type Asker, binLinks, type StartupFile, startupFiles, usrLocalLink } from './places.js'
import { NOTHING_WRITTEN, type PathRecord, readPathRecord, writePathRecord } from './record.js'
import { carryOutFile, type FilePlan, planRemoval, planWrite, removeEmptyFolders } from './startup-file.js'

export interface SetUpOptions {
  readonly layout: Layout
  readonly asker: Asker
  /** `go` and `gofmt` under a name that services find. */
  readonly linkBin: boolean
  /** `/usr/local/go`. */
  readonly linkUsrLocal: boolean
  /** More or other exports for releases below Go 1.21; those of earlier stay. */
  readonly exports: Readonly<Record<string, string>>
  /** True: nothing is touched. */
  readonly dryRun: boolean
}

/** What happened, or would happen, to one path. */
export interface PathOutcome {
  readonly path: string
  readonly outcome: 'added' | 'changed' | 'kept' | 'removed' | 'skipped'
  /** Why it was skipped; null otherwise. */
  readonly reason: string | null
}

/**
 * Puts a root's `current/bin` on PATH. Each file is written at once and durably, and what was written is recorded before the next, so
 * that even a kill leaves nothing that `removeFromPath` would not find. Throws AgentError.
 */
export async function putOnPath(o: SetUpOptions): Promise<readonly PathOutcome[]> {
  const { layout, asker } = o
  let record = readPathRecord(layout)
  const exports = { ...record.exports, ...o.exports }
  const wish = { root: layout.root, bin: join(layout.current, 'bin'), exports }
  const outcomes: PathOutcome[] = []
  for (const file of startupFiles(asker)) {
    const plan = planWrite(file, wish)
    outcomes.push(outcomeOfFile(plan))
    if (o.dryRun || plan.kind === 'skip') continue
    const folders = await carryOutFile(plan)
    const made = plan.kind === 'write' && plan.before === undefined
    record = withFile({ ...record, exports, onPath: true }, file, { made, folders })
    await writePathRecord(layout, record)
  }
  for (const link of linksFor(o)) {
    const plan = planLink(link, layout.root)
    outcomes.push(outcomeOfLink(plan))
    if (o.dryRun || plan.kind === 'skip') continue
    const folders = await carryOutLink(plan)
    record = withLink(record, link.path, folders)
    await writePathRecord(layout, record)
  }
  return outcomes
}

/** Takes everything away that putOnPath made, as the record and the usual places say. Throws AgentError. */
export async function removeFromPath(o: {
  readonly layout: Layout
  readonly asker: Asker
  readonly dryRun: boolean
}): Promise<readonly PathOutcome[]> {
  const { layout, asker, dryRun } = o
  const record = readPathRecord(layout)
  const outcomes: PathOutcome[] = []
  const known = new Map(record.files.map((file) => [file.path, file]))
  for (const file of filesToRemove(asker, record)) {
    const entry = known.get(file.path)
    const plan = planRemoval(file, layout.root, entry?.made ?? false)
    // A file of the usual places that was never written to needs no word.
    if (entry === undefined && plan.kind !== 'write' && plan.kind !== 'delete') continue
    outcomes.push(removal(outcomeOfFile(plan)))
    if (dryRun) continue
    await carryOutFile(plan)
  }
  for (const { path } of record.links) {
    const plan = planUnlink(path, layout.root)
    outcomes.push(outcomeOfLink(plan))
    if (dryRun) continue
    await carryOutLink(plan)
  }
  if (dryRun) return outcomes
  await removeEmptyFolders([...record.files, ...record.links].flatMap(({ folders }) => folders))
  await writePathRecord(layout, NOTHING_WRITTEN)
  return outcomes
}

function linksFor({ layout, asker, linkBin, linkUsrLocal }: SetUpOptions) {
  return [
    ...(linkBin ? binLinks(asker, layout.current) : []),
    ...(linkUsrLocal && asker.isRoot ? [usrLocalLink(asker, layout.current)] : []),
  ]
}

/** Those of the record first: a shell may be gone whose file is still there. */
function filesToRemove(asker: Asker, record: PathRecord): StartupFile[] {
  const usual = startupFiles(asker)
  const within = asker.isRoot ? asker.folders.etc : asker.folders.home
  const recorded = record.files.map(({ path, dialect, form }): StartupFile => {
    return usual.find((file) => file.path === path) ?? { path, dialect, form, within, precedence: 'absent' }
  })
  return [...recorded, ...usual.filter(({ path }) => !recorded.some((file) => file.path === path))]
}

function withFile(
  record: PathRecord,
  { path, dialect, form }: StartupFile,
  { made, folders }: { readonly made: boolean; readonly folders: readonly string[] },
): PathRecord {
  const before = record.files.find((file) => file.path === path)
  const next = {
    path,
    dialect,
    form,
    made: made || (before?.made ?? false),
    folders: [...(before?.folders ?? folders)],
  }
  return { ...record, files: [...record.files.filter((file) => file !== before), next] }
}

function withLink(record: PathRecord, path: string, folders: readonly string[]): PathRecord {
  const before = record.links.find((link) => link.path === path)
  const next = { path, made: true, folders: [...(before?.folders ?? folders)] }
  return { ...record, links: [...record.links.filter((link) => link !== before), next] }
}

function outcomeOfFile(plan: FilePlan): PathOutcome {
  const { path } = plan
  switch (plan.kind) {
    case 'keep':
      return { path, outcome: 'kept', reason: null }
    case 'write':
      return { path, outcome: plan.before === undefined ? 'added' : 'changed', reason: null }
    case 'delete':
      return { path, outcome: 'removed', reason: null }
    case 'skip':
      return { path, outcome: 'skipped', reason: plan.reason }
  }
}

function outcomeOfLink(plan: LinkPlan): PathOutcome {
  const { path } = plan
  switch (plan.kind) {
    case 'keep':
      return { path, outcome: 'kept', reason: null }
    case 'make':
      return { path, outcome: 'added', reason: null }
    case 'delete':
      return { path, outcome: 'removed', reason: null }
    case 'skip':
      return { path, outcome: 'skipped', reason: plan.reason }
  }
}

/** A file that stays, without Goherd's lines in it, is said to be cleared as well. */
function removal(outcome: PathOutcome): PathOutcome {
  return outcome.outcome === 'changed' ? { ...outcome, outcome: 'removed' } : outcome
}
