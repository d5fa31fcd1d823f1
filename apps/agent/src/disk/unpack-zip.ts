import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { ArchiveError, moduleTop, parseZipEnd, ZIP_END, ZipReader } from '@goherd/go-archive'
import type { ArchiveRef } from '@goherd/protocol'
import { AgentError } from './agent-error.js'
import type { ArchiveSource } from './archive-source.js'
import { sizeOfFile } from './file-source.js'
import { hashed, refuseOtherDigest, teller } from './hash-archive.js'
import { Inflater } from './inflater.js'
import { readArchive, refuseOtherSize } from './read-archive.js'
import type { TreeWriter } from './tree-writer.js'
import type { UnpackJob, UnpackWatch } from './unpack-job.js'

const CHUNK = 1 << 20

/** How the zip of a release as a Go module is called here; where it comes from it has no name that says the release first. */
const MODULE_ZIP = /^(go[0-9a-z.]+?)\.([a-z0-9]+)-([a-z0-9]+)\.module\.zip$/

/** The name under which the module zip of a release is kept. */
export function moduleZipName(release: string, platform: string): string {
  return `${release}.${platform.replace('/', '-')}.module.zip`
}

/**
 * Writes the tree of a zip: a Windows release or a release as a module. What comes from afar lies in the part file first. The file is
 * read once from its first byte to its last, and what is hashed is what was unpacked. Throws AgentError and ArchiveError.
 */
export async function unpackZip(
  job: UnpackJob,
  source: ArchiveSource,
  writer: TreeWriter,
  watch: UnpackWatch,
  signal: AbortSignal,
): Promise<void> {
  const path = await onDisk(job, source, watch, signal)
  const file = await open(path, constants.O_RDONLY)
  try {
    await readZip(file, job.archive, writer, watch, signal)
  } finally {
    await file.close()
  }
}

/** The path of the whole zip on this machine. */
async function onDisk(
  job: UnpackJob,
  source: ArchiveSource,
  watch: UnpackWatch,
  signal: AbortSignal,
): Promise<string> {
  if (source.spec?.kind === 'file') {
    await sizeOfFile(source.spec.path)
    return source.spec.path
  }
  if (job.part === null) throw new Error('a zip from afar needs a part file')
  const total = job.archive.size
  const tell = teller(total, (done) => watch.onProgress({ kind: 'download', done, total }))
  for await (const _ of hashed(job.archive, readArchive(job, source, signal), watch, tell)) {
    signal.throwIfAborted()
  }
  return job.part
}

async function readZip(
  file: FileHandle,
  archive: ArchiveRef,
  writer: TreeWriter,
  watch: UnpackWatch,
  signal: AbortSignal,
): Promise<void> {
  const total = archive.size
  refuseOtherSize(archive, (await file.stat()).size)
  const reader = new ZipReader(await readTail(file, total), total, topOf(archive))
  const inflater = new Inflater(writer)
  const digest = createHash('sha256')
  const tell = teller(total, (done) => watch.onProgress({ kind: 'unpack', done, total }))
  try {
    for (let at = 0; at < total; ) {
      signal.throwIfAborted()
      const chunk = await readAt(file, at, Math.min(CHUNK, total - at))
      digest.update(chunk)
      for (const part of reader.read(chunk)) await inflater.take(part)
      at += chunk.length
      tell(at)
    }
    reader.finish()
  } finally {
    inflater.abandon()
  }
  refuseOtherDigest(archive, digest.digest('hex'))
}

/** The directory of a zip and the record after it. */
export async function readTail(file: FileHandle, size: number): Promise<Uint8Array> {
  if (size < ZIP_END) throw new ArchiveError('archive_truncated', 'the zip is shorter than any zip')
  const end = parseZipEnd(await readAt(file, size - ZIP_END, ZIP_END), size)
  return readAt(file, end.at, end.size + ZIP_END)
}

/** Exactly so many bytes of a file. Throws `archive_truncated` when it has become shorter. */
export async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, at + filled)
    if (bytesRead === 0) throw new ArchiveError('archive_truncated', 'the archive became shorter')
    filled += bytesRead
  }
  return buffer
}

function topOf({ filename }: ArchiveRef): { top?: string } {
  if (!filename.endsWith('.module.zip')) return {}
  const [, release, os, arch] = MODULE_ZIP.exec(filename) ?? []
  if (release !== undefined) return { top: moduleTop(release, `${os}/${arch}`) }
  throw new AgentError({
    code: 'archive_unsupported',
    message: `${filename} does not say what release it is`,
    hint: 'Ask for the release by its exact name from another source.',
  })
}
