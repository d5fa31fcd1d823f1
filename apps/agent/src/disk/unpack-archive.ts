import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { ArchiveError, renderManifest, TarReader } from '@goherd/go-archive'
import type { ArchiveRef } from '@goherd/protocol'
import { AgentError } from './agent-error.js'
import type { ArchiveSource } from './archive-source.js'
import { writeNew } from './durable-file.js'
import { readArchive } from './read-archive.js'
import { TreeWriter } from './tree-writer.js'

/**
 * Chunks large enough that the thread pool's turns cost nothing, and room for several of them, so that the next is decompressed
 * while this one is written.
 */
const GUNZIP = { chunkSize: 256 * 1024, highWaterMark: 2 * 1024 * 1024 }
const PROGRESS_MS = 100

/** What is unpacked where. As plain data, so that another process can do it. */
export interface UnpackJob {
  readonly release: string
  readonly archive: ArchiveRef
  /** Where the downloaded part is kept, so that an interrupted download goes on; null for sources on this machine. */
  readonly part: string | null
  /** An empty folder of this job's own. `tree/` and `manifest` are made in it. */
  readonly into: string
}

export interface Progress {
  readonly kind: 'download' | 'unpack'
  /** Bytes of the archive. */
  readonly done: number
  readonly total: number
}

export interface Stage {
  readonly kind: 'download' | 'hash' | 'unpack'
  readonly durationMs: number
}

export interface UnpackWatch {
  onProgress(progress: Progress): void
  onStage(stage: Stage): void
}

/** What was unpacked. `size` is in bytes, the digest that of the manifest. */
export interface Unpacked {
  readonly treeDigest: string
  readonly size: number
}

/**
 * Downloads, hashes, decompresses, checks and writes a release in one pass, then writes its manifest. Nothing outside `into` and
 * `part` is touched. Throws AgentError; what is in `into` must not be used then.
 */
export async function unpackArchive(
  job: UnpackJob,
  source: ArchiveSource,
  watch: UnpackWatch,
  signal: AbortSignal,
): Promise<Unpacked> {
  const writer = new TreeWriter(join(job.into, 'tree'))
  const reader = new TarReader(writer)
  const gunzip = createGunzip(GUNZIP)
  const tell = teller(job.archive.size, watch, () => gunzip.bytesWritten)
  try {
    await pipeline(
      hashed(job.archive, readArchive(job, source, signal), watch, tell),
      gunzip,
      async (chunks: AsyncIterable<Uint8Array>) => {
        for await (const chunk of chunks) reader.push(chunk)
      },
      { signal },
    )
    reader.finish()
    return await writeManifest(job, writer)
  } catch (cause) {
    throw AgentError.from(cause)
  } finally {
    writer.abandon()
  }
}

/** Passes an archive on as it comes and hashes it; throws `digest_mismatch` after its last byte. */
async function* hashed(
  archive: ArchiveRef,
  chunks: AsyncIterable<Uint8Array>,
  watch: UnpackWatch,
  tell: (received: number) => void,
): AsyncGenerator<Uint8Array> {
  const startedAt = performance.now()
  const digest = createHash('sha256')
  let hashMs = 0
  let received = 0
  for await (const chunk of chunks) {
    const before = performance.now()
    digest.update(chunk)
    hashMs += performance.now() - before
    received += chunk.length
    yield chunk
    tell(received)
  }
  watch.onStage({ kind: 'download', durationMs: performance.now() - startedAt })
  refuseOtherDigest(archive, digest.digest('hex'))
  watch.onStage({ kind: 'hash', durationMs: hashMs })
}

/** Tells how far the work is, a few times a second and at the end of the download. */
function teller(total: number, watch: UnpackWatch, unpacked: () => number): (received: number) => void {
  let toldAt = 0
  return (received) => {
    const now = performance.now()
    if (now - toldAt < PROGRESS_MS && received < total) return
    toldAt = now
    watch.onProgress({ kind: 'download', done: received, total })
    watch.onProgress({ kind: 'unpack', done: Math.min(unpacked(), total), total })
  }
}

function refuseOtherDigest(archive: ArchiveRef, found: string): void {
  if (found === archive.sha256) return
  throw new AgentError({
    code: 'digest_mismatch',
    message: `${archive.filename} has SHA-256 ${found}, ${archive.sha256} was signed`,
    hint: 'Nothing was installed. Sync the release on the server again; if it stays, its source or a proxy changes the file.',
  })
}

async function writeManifest({ release, into }: UnpackJob, writer: TreeWriter): Promise<Unpacked> {
  const go = writer.files.find((file) => file.path === 'bin/go')
  if (go?.mode !== 0o755)
    throw new ArchiveError('archive_malformed', 'there is no program bin/go in the archive')
  const text = renderManifest({ release, goEnv: writer.goEnv, files: writer.files })
  await writeNew(join(into, 'manifest'), text, 0o644)
  return { treeDigest: createHash('sha256').update(text).digest('hex'), size: writer.size }
}
