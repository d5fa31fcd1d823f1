import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { ArchiveError, renderManifest, TarReader } from '@goherd/go-archive'
import { AgentError } from './agent-error.js'
import type { ArchiveSource } from './archive-source.js'
import { writeNew } from './durable-file.js'
import { hashed, teller } from './hash-archive.js'
import { readArchive } from './read-archive.js'
import { TreeWriter } from './tree-writer.js'
import type { Unpacked, UnpackJob, UnpackWatch } from './unpack-job.js'
import { unpackZip } from './unpack-zip.js'

export type { Progress, Stage, Unpacked, UnpackJob, UnpackWatch } from './unpack-job.js'

/**
 * Chunks large enough that the thread pool's turns cost nothing, and room for several of them, so that the next is decompressed
 * while this one is written.
 */
const GUNZIP = { chunkSize: 256 * 1024, highWaterMark: 2 * 1024 * 1024 }

/**
 * Downloads, hashes, decompresses, checks and writes a release, then writes its manifest; a tar.gz in one pass, a zip in two, because
 * its directory comes last. Nothing outside `into` and `part` is touched. Throws AgentError; what is in `into` must not be used then.
 */
export async function unpackArchive(
  job: UnpackJob,
  source: ArchiveSource,
  watch: UnpackWatch,
  signal: AbortSignal,
): Promise<Unpacked> {
  const writer = new TreeWriter(join(job.into, 'tree'))
  try {
    const unpack = job.archive.filename.endsWith('.zip') ? unpackZip : unpackTar
    await unpack(job, source, writer, watch, signal)
    return await writeManifest(job, writer)
  } catch (cause) {
    throw AgentError.from(cause)
  } finally {
    writer.abandon()
  }
}

async function unpackTar(
  job: UnpackJob,
  source: ArchiveSource,
  writer: TreeWriter,
  watch: UnpackWatch,
  signal: AbortSignal,
): Promise<void> {
  const total = job.archive.size
  const reader = new TarReader(writer)
  const gunzip = createGunzip(GUNZIP)
  const tell = teller(total, (done) => {
    watch.onProgress({ kind: 'download', done, total })
    watch.onProgress({ kind: 'unpack', done: Math.min(gunzip.bytesWritten, total), total })
  })
  await pipeline(
    hashed(job.archive, readArchive(job, source, signal), watch, tell),
    gunzip,
    async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) reader.push(chunk)
    },
    { signal },
  )
  reader.finish()
}

async function writeManifest({ release, into }: UnpackJob, writer: TreeWriter): Promise<Unpacked> {
  const go = writer.files.find((file) => file.path === 'bin/go' || file.path === 'bin/go.exe')
  if (go?.mode !== 0o755)
    throw new ArchiveError('archive_malformed', 'there is no program bin/go in the archive')
  refuseOtherRelease(release, writer.version)
  const text = renderManifest({ release, goEnv: writer.goEnv, files: writer.files })
  await writeNew(join(into, 'manifest'), text, 0o644)
  return { treeDigest: createHash('sha256').update(text).digest('hex'), size: writer.size }
}

/** A source that mixes releases up would else put one under the name of another. */
function refuseOtherRelease(release: string, version: string | null): void {
  if (version === null || version === release) return
  throw new AgentError({
    code: 'archive_wrong_release',
    message: `the archive of ${release} holds ${JSON.stringify(version.slice(0, 64))}`,
    hint: 'Nothing was installed. The source mixes releases up: repair it, or use another one.',
  })
}
