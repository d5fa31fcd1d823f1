import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { GO_ENV_PATH, parseManifest } from '@goherd/go-archive'
import type { GoSettings, InstalledRelease } from '@goherd/model'
import type { ArchiveRef } from '@goherd/protocol'
import { AgentError } from './agent-error.js'
import type { ArchiveSource } from './archive-source.js'
import { errnoOf } from './errno.js'
import { flushTree } from './flush.js'
import { bytesNeeded, freeSpaceOf, refuseFull } from './free-space.js'
import { isComplete, manifestDigest } from './installed.js'
import { type Layout, partOf, treeOf } from './layout.js'
import { placeTree } from './place-tree.js'
import { refuseSettings, writeSettingsIn } from './settings.js'
import { discard } from './staging.js'
import { type Progress, type Stage, type Unpacked, type UnpackJob, unpackArchive } from './unpack-archive.js'
import { hasWorker, unpackInChild } from './unpack-in-child.js'
import { verifyBytes } from './verify-bytes.js'

export type { ArchiveSource } from './archive-source.js'

export interface InstallOptions {
  readonly layout: Layout
  readonly release: string
  /** What is known of the archive before it is fetched; the only thing that makes its bytes genuine. */
  readonly archive: ArchiveRef
  readonly source: ArchiveSource
  /** Written into the tree's go.env before the tree appears. Left out: as released. */
  readonly settings?: GoSettings
  onProgress(progress: Progress): void
  onStage(stage: Stage): void
  readonly signal: AbortSignal
}

/** Codes after which the bytes that were fetched are of no use. */
const BAD_BYTES = /^(archive_|digest_mismatch$|tree_mismatch$)/

/**
 * Makes sure that a release is on disk, complete and with the bytes of its manifest. One that is there is read and kept when it
 * is intact, else replaced. Throws AgentError; nothing outside `staging/` and `cache/` has changed then.
 */
export async function installRelease(o: InstallOptions): Promise<InstalledRelease> {
  try {
    o.signal.throwIfAborted()
    refuseSettings(o.release, o.settings ?? {})
    if (!/\.(tar\.gz|zip)$/.test(o.archive.filename)) throw unsupported(o.archive)
    return (await keepIntact(o)) ?? (await install(o))
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

async function keepIntact(o: InstallOptions): Promise<InstalledRelease | undefined> {
  if (!isComplete(o.layout, o.release)) return undefined
  const digest = manifestDigest(o.layout, o.release)
  const isOther = o.archive.treeDigest !== undefined && o.archive.treeDigest !== digest?.treeDigest
  if (!digest || isOther) return undefined
  const bytes = await verifyBytes(o.layout, o.release, '')
  const onlyGoEnv = bytes.kind === 'changed' && bytes.count === 1 && bytes.sample[0] === GO_ENV_PATH
  if (bytes.kind !== 'intact' && !(onlyGoEnv && o.settings)) return undefined
  if (o.settings) {
    const tree = treeOf(o.layout, o.release)
    await writeSettingsIn({ ...o, tree, released: digest.goEnv, settings: o.settings })
  }
  return { release: o.release, treeDigest: digest.treeDigest, size: digest.size }
}

async function install(o: InstallOptions): Promise<InstalledRelease> {
  const part = o.source.spec?.kind === 'file' ? null : partOf(o.layout, o.release, o.archive.sha256)
  const kept = part === null ? o.archive.size : await sizeOf(part)
  const needed = bytesNeeded({ archiveSize: o.archive.size, toDownload: Math.max(0, o.archive.size - kept) })
  refuseFull(o.layout.root, await freeSpaceOf(o.layout.staging), needed)
  try {
    return await unpackAndPlace(o, part)
  } catch (cause) {
    const error = AgentError.from(cause)
    if (part === null || !BAD_BYTES.test(error.code)) throw error
    await rm(part, { force: true })
    // The fault may lie in what an interrupted try had left (a torn part after a power loss); the source gets its chance.
    if (kept === 0) throw error
    return await unpackAndPlace(o, part).finally(() => rm(part, { force: true }))
  }
}

async function unpackAndPlace(o: InstallOptions, part: string | null): Promise<InstalledRelease> {
  const into = await mkdtemp(join(o.layout.staging, `${o.release}-`))
  const startedAt = performance.now()
  try {
    const unpacked = await unpack(o, { release: o.release, archive: o.archive, part, into })
    refuseOtherTree(o.archive, unpacked)
    if (o.settings) {
      const { goEnv } = parseManifest(await readFile(join(into, 'manifest'), 'utf8'))
      await writeSettingsIn({ ...o, tree: join(into, 'tree'), released: goEnv, settings: o.settings })
    }
    // Before the flush: what is deleted now never has to reach the disk.
    if (part !== null) await rm(part, { force: true })
    await flushTree(into, o.signal)
    o.signal.throwIfAborted()
    await placeTree(o.layout, o.release, into)
    o.onStage({ kind: 'unpack', durationMs: performance.now() - startedAt })
    return { release: o.release, treeDigest: unpacked.treeDigest, size: unpacked.size }
  } finally {
    await discard(o.layout, into)
  }
}

function unpack(o: InstallOptions, job: UnpackJob): Promise<Unpacked> {
  const { spec } = o.source
  return spec && hasWorker()
    ? unpackInChild(job, spec, o, o.signal)
    : unpackArchive(job, o.source, o, o.signal)
}

function refuseOtherTree(archive: ArchiveRef, { treeDigest }: Unpacked): void {
  if (archive.treeDigest === undefined || archive.treeDigest === treeDigest) return
  throw new AgentError({
    code: 'tree_mismatch',
    message: `the tree of ${archive.filename} has digest ${treeDigest}, ${archive.treeDigest} was signed`,
    hint: 'Nothing was installed. Bring server and agent to the same version of Goherd, then sync the release again.',
  })
}

function unsupported({ filename }: ArchiveRef): AgentError {
  return new AgentError({
    code: 'archive_unsupported',
    message: `this agent cannot unpack ${filename}`,
    hint: 'Only .tar.gz and .zip releases can be installed.',
  })
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return 0
    throw cause
  }
}
