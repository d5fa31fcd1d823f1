import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { GoherdError } from '../base/errors/index.js'
import type { GoSource } from './go-source.js'
import { type ReadTree, readArchive } from './read-archive.js'
import { type ArchiveStream, openArchive, sourceFailure } from './source-connection.js'

/** An archive to fetch, and what it must be. */
export interface FetchJob {
  readonly source: GoSource
  readonly release: string
  readonly filename: string
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** Where to write it. Must not exist; is gone again when anything is wrong. */
  readonly part: string
  readonly stalledAfterMs: number
}

/** What an archive turned out to hold. Zip archives (Windows) are kept without being read: both fields are null. */
export type ArchiveContents = ReadTree | { readonly treeDigest: null; readonly goEnv: null }

/**
 * Fetches an archive to `part`, checks it against size and digest, flushes it to disk and reads it.
 * @throws GoherdError of kind `upstream` or `unavailable`; nothing is left at `part` then
 */
export async function fetchArchive(job: FetchJob): Promise<ArchiveContents> {
  try {
    const { body, length } = await openArchive(job.source, job.filename, job)
    if (length !== undefined && length !== job.size) {
      body.destroy()
      throw wrongSize(job, `${length}`)
    }
    await store(job, body)
    return await contentsOf(job)
  } catch (error) {
    await rm(job.part, { force: true })
    throw error
  }
}

async function contentsOf({ filename, part, release }: FetchJob): Promise<ArchiveContents> {
  return filename.endsWith('.zip') ? { treeDigest: null, goEnv: null } : readArchive(part, release)
}

/** Writes the stream, never more than the declared size of it, and checks what was written. */
async function store(job: FetchJob, body: ArchiveStream['body']): Promise<void> {
  const hash = createHash('sha256')
  const file = await open(job.part, 'wx', 0o644).catch(cannotWrite(job))
  let size = 0
  try {
    for await (const chunk of chunksOf(job, body)) {
      size += chunk.length
      if (size > job.size) throw wrongSize(job, `more than ${job.size}`)
      hash.update(chunk)
      await file.write(chunk).catch(cannotWrite(job))
    }
    await file.sync().catch(cannotWrite(job))
  } finally {
    await file.close()
  }
  if (size !== job.size) throw wrongSize(job, `${size}`)
  const digest = hash.digest('hex')
  if (digest === job.sha256) return
  throw new GoherdError('upstream', 'digest_mismatch', {
    message: `${job.filename} has SHA-256 ${digest}, the index says ${job.sha256}`,
    hint: 'Nothing was kept. The file or the index was changed on the way: compare with go.dev/dl, then sync and try again.',
  })
}

async function* chunksOf(job: FetchJob, body: ArchiveStream['body']): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw sourceFailure(`${job.source.name}/${job.filename}`, error)
  }
}

function wrongSize({ filename, size }: FetchJob, found: string): GoherdError {
  return new GoherdError('upstream', 'size_mismatch', {
    message: `${filename} has ${found} bytes, the index says ${size}`,
    hint: 'Nothing was kept. The transfer was cut, or the mirror holds another file: try again, then compare with go.dev/dl.',
  })
}

function cannotWrite({ part, filename }: FetchJob): (cause: unknown) => never {
  return (cause) => {
    throw new GoherdError('unavailable', 'archive_not_written', {
      message: `${filename} cannot be written to ${part}`,
      hint: 'Make room under GOHERD_DATA, and check that the server may write there.',
      cause,
    })
  }
}
