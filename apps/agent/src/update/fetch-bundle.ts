import { renameSync } from 'node:fs'
import { type FileHandle, mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type ArchiveLimits, TarReader, ZipReader } from '@goherd/go-archive'
import type { AgentBundle } from '@goherd/protocol'
import { AgentError } from '../disk/agent-error.js'
import type { ArchiveSource } from '../disk/archive-source.js'
import { syncFolder } from '../disk/durable-file.js'
import { flushTree } from '../disk/flush.js'
import { hashed } from '../disk/hash-archive.js'
import { Inflater } from '../disk/inflater.js'
import { readArchive } from '../disk/read-archive.js'
import { TreeWriter } from '../disk/tree-writer.js'
import { readTail } from '../disk/unpack-zip.js'
import { type Installation, installationOf } from './installation.js'
import { folderOf, removeVersion } from './versions.js'

const TOP = 'goherd-agent'
/** The largest file is the runtime, of some 130 MB; what is ten times an agent is none. */
const LIMITS: ArchiveLimits = { totalSize: 600_000_000, fileSize: 400_000_000, entries: 1000 }
const CHUNK = 1 << 20
const UNWATCHED = { onProgress: () => undefined, onStage: () => undefined }

type Home = Pick<Installation, 'home'>

/**
 * Puts a version beside the others: downloads its bundle, or goes on with what an earlier try left, checks size and digest, unpacks
 * it strictly (files and folders below one top folder) and renames it into place when it is on the disk. Throws AgentError; then
 * nothing looks like a version that is none.
 */
export async function fetchBundle(
  home: Home,
  bundle: AgentBundle,
  source: ArchiveSource,
  signal: AbortSignal,
): Promise<void> {
  const staging = join(home.home, 'staging')
  const part = join(staging, `${bundle.sha256}.part`)
  try {
    await mkdir(staging, { recursive: true, mode: 0o755 })
    for (const name of await readdir(staging)) {
      if (join(staging, name) !== part) await rm(join(staging, name), { recursive: true, force: true })
    }
    await download(bundle, part, source, signal)
    const beside = join(await mkdtemp(join(staging, 'unpack-')), 'versions')
    await mkdir(beside)
    const tree = join(beside, bundle.version)
    await unpack(bundle, part, tree, signal)
    refuseOtherVersion(tree, bundle)
    await flushTree(tree, signal)
    await removeVersion(home, bundle.version)
    renameSync(tree, folderOf(home, bundle.version))
    await syncFolder(join(home.home, 'versions'))
    await rm(staging, { recursive: true, force: true })
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

async function download(bundle: AgentBundle, part: string, source: ArchiveSource, signal: AbortSignal) {
  try {
    const chunks = readArchive({ archive: bundle, part }, source, signal)
    for await (const _ of hashed(bundle, chunks, UNWATCHED, () => undefined)) signal.throwIfAborted()
  } catch (cause) {
    // What is not what was signed is not gone on with.
    if (AgentError.from(cause).code === 'digest_mismatch') await rm(part, { force: true })
    throw cause
  }
}

async function unpack({ filename, size }: AgentBundle, part: string, tree: string, signal: AbortSignal) {
  const writer = new TreeWriter(tree)
  const file = await open(part, 'r')
  try {
    if (filename.endsWith('.zip')) await unpackZip(file, size, writer, signal)
    else await unpackTar(file, writer, signal)
  } finally {
    writer.abandon()
    await file.close()
  }
}

async function unpackTar(file: FileHandle, writer: TreeWriter, signal: AbortSignal) {
  const reader = new TarReader(writer, LIMITS, TOP)
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  const take = async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) reader.push(chunk)
  }
  await pipeline(chunksOf(file), gunzip, take, { signal })
  reader.finish()
}

async function unpackZip(file: FileHandle, size: number, writer: TreeWriter, signal: AbortSignal) {
  const inflater = new Inflater(writer)
  try {
    const reader = new ZipReader(await readTail(file, size), size, { top: TOP, limits: LIMITS })
    for await (const chunk of chunksOf(file)) {
      signal.throwIfAborted()
      for (const piece of reader.read(chunk)) await inflater.take(piece)
    }
    reader.finish()
  } finally {
    inflater.abandon()
  }
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const buffer = Buffer.allocUnsafe(CHUNK)
    const { bytesRead } = await file.read(buffer, 0, CHUNK)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

function refuseOtherVersion(tree: string, { version, filename }: AgentBundle): void {
  if (installationOf(join(tree, 'lib', 'goherd-agent.mjs')) !== undefined) return
  throw new AgentError({
    code: 'bundle_wrong_version',
    message: `${filename} does not hold the agent ${version}`,
    hint: 'Nothing was installed. Make the bundles on the server anew: npm run bundles.',
  })
}
