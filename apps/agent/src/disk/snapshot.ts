import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { surplusSnapshots } from '@goherd/agent-core'
import { canonicalJson, type SnapshotSummary } from '@goherd/model'
import { sha256, snapshotSummary } from '@goherd/protocol'
import { z } from 'zod'
import { AgentError } from './agent-error.js'
import { writeDurably } from './durable-file.js'
import { FileMemo } from './file-memo.js'
import { listInstalled, manifestDigest } from './installed.js'
import { type Layout, treeOf } from './layout.js'
import { observeLink } from './observe-link.js'
import { settingsIn } from './settings.js'

/** A snapshot as it lies on disk: the summary, and every release that was there with its tree digest. */
const record = snapshotSummary.extend({
  trees: z.record(z.string(), sha256),
  /** Somebody took it by hand; such a one is not pushed out by those the agent takes by itself. */
  manual: z.boolean().optional(),
})
const stored = z.object({ format: z.literal(1), snapshot: record, checksum: sha256 })
type SnapshotRecord = z.infer<typeof record>

/** A snapshot file that cannot be used, and why. */
export interface BrokenSnapshot {
  readonly file: string
  readonly reason: string
}

/** A snapshot, and whether somebody took it by hand. */
export interface StoredSnapshot extends SnapshotSummary {
  readonly manual: boolean
}

export interface SnapshotList {
  /** Newest first. */
  readonly snapshots: readonly StoredSnapshot[]
  readonly broken: readonly BrokenSnapshot[]
}

type ReadSnapshot =
  | { readonly kind: 'good'; readonly snapshot: SnapshotRecord }
  | { readonly kind: 'broken'; readonly reason: string }

const memo = new FileMemo((bytes, path): ReadSnapshot => {
  const read = checkSnapshot(bytes.toString('utf8'))
  const isNamedSo = read.kind === 'broken' || path.endsWith(`/${read.snapshot.id}.json`)
  return isNamedSo
    ? read
    : { kind: 'broken', reason: `it is the snapshot ${read.snapshot.id} under another name` }
})

/** Reads the text of a snapshot file: cut off, edited or foreign ones are broken. Pure. */
export function checkSnapshot(text: string): ReadSnapshot {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return { kind: 'broken', reason: 'it is cut off or no JSON' }
  }
  const parsed = stored.safeParse(json)
  if (!parsed.success) return { kind: 'broken', reason: 'it is no snapshot that this agent knows' }
  const { snapshot, checksum } = parsed.data
  return checksum === checksumOf(snapshot)
    ? { kind: 'good', snapshot }
    : { kind: 'broken', reason: 'its checksum does not fit: it was edited' }
}

function checksumOf(snapshot: SnapshotRecord): string {
  return createHash('sha256').update(canonicalJson(snapshot)).digest('hex')
}

/**
 * Records this host's Go state: active release, its tree digest and settings, all trees, the snapshot before it. Durable when it
 * returns. Those that are too many go, the oldest first; `manual` ones have a number of their own.
 */
export async function takeSnapshot(
  layout: Layout,
  o: { readonly reason: string; readonly now: string; readonly id: string; readonly manual?: boolean },
): Promise<SnapshotSummary> {
  const link = observeLink(layout)
  const release = link.kind === 'managed' ? link.release : null
  const digest = release === null ? undefined : manifestDigest(layout, release)
  const before = listSnapshots(layout).snapshots
  const snapshot = record.parse({
    id: o.id,
    parent: before[0]?.id ?? null,
    release,
    treeDigest: digest?.treeDigest ?? null,
    settings: release === null || !digest ? {} : settingsIn(treeOf(layout, release), digest.goEnv),
    reason: o.reason,
    ...(o.manual === true ? { manual: true } : {}),
    takenAt: after(before[0]?.takenAt, o.now),
    trees: Object.fromEntries(listInstalled(layout).map((tree) => [tree.release, tree.treeDigest])),
  })
  const text = `${JSON.stringify({ format: 1, snapshot, checksum: checksumOf(snapshot) }, null, 2)}\n`
  await writeDurably(fileOf(layout, o.id), text, 0o600)
  const surplus = surplusSnapshots([{ ...snapshot, manual: o.manual === true }, ...before])
  await Promise.all(surplus.map((id) => rm(fileOf(layout, id), { force: true })))
  return summaryOf(snapshot)
}

/** The time of a snapshot: never before the one it follows, wherever the clock was set since. Both ISO 8601, UTC. */
function after(newest: string | undefined, now: string): string {
  if (newest === undefined || now > newest) return now
  return new Date(Date.parse(newest) + 1).toISOString()
}

/** All snapshots, newest first, and beside them the files that cannot be used. */
export function listSnapshots(layout: Layout): SnapshotList {
  const snapshots: StoredSnapshot[] = []
  const broken: BrokenSnapshot[] = []
  for (const name of readdirSync(layout.snapshots)) {
    if (name.startsWith('.') || !name.endsWith('.json')) continue
    const read = memo.of(join(layout.snapshots, name))
    if (read?.kind === 'good')
      snapshots.push({ ...summaryOf(read.snapshot), manual: read.snapshot.manual === true })
    else broken.push({ file: name, reason: read?.reason ?? 'it is not a file' })
  }
  const newestFirst = (a: SnapshotSummary, b: SnapshotSummary) =>
    a.takenAt < b.takenAt || (a.takenAt === b.takenAt && a.id < b.id) ? 1 : -1
  return { snapshots: snapshots.sort(newestFirst), broken }
}

/** One snapshot with every release that was there and its tree digest. Throws as readSnapshot. */
export function readSnapshotTrees(layout: Layout, id: string): Readonly<Record<string, string>> {
  return recordOf(layout, id).trees
}

/** One snapshot. Throws `snapshot_unknown`, or `snapshot_damaged` for one that was cut off or edited. */
export function readSnapshot(layout: Layout, id: string): SnapshotSummary {
  return summaryOf(recordOf(layout, id))
}

function recordOf(layout: Layout, id: string): SnapshotRecord {
  const read = /^[A-Za-z0-9-]{1,64}$/.test(id) ? memo.of(fileOf(layout, id)) : undefined
  if (read?.kind === 'good') return read.snapshot
  const hint = 'Take another one: goherd-agent snapshots lists those that can be used.'
  if (read === undefined) {
    throw new AgentError({
      code: 'snapshot_unknown',
      message: `there is no snapshot ${id} on this host`,
      hint,
    })
  }
  const message = `the snapshot ${id} cannot be used: ${read.reason}`
  throw new AgentError({ code: 'snapshot_damaged', message, hint })
}

function fileOf(layout: Layout, id: string): string {
  return join(layout.snapshots, `${id}.json`)
}

function summaryOf({ trees: _, manual: __, ...summary }: SnapshotRecord): SnapshotSummary {
  return summary
}
