import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { ArchiveRef } from '@goherd/protocol'
import { AgentError } from './agent-error.js'
import type { ArchiveSource } from './archive-source.js'

const READ_CHUNK = 1 << 20

/** What is read, and where the part that was fetched so far is kept. */
export interface ReadArchive {
  readonly archive: ArchiveRef
  readonly part: string | null
}

/**
 * The bytes of an archive from its first to its last: what an earlier try left in the part file, then the rest from the source,
 * which is added to the part file as it comes. Never yields more than the declared size; throws `archive_too_long` and
 * `download_short` when the source gives another size.
 */
export async function* readArchive(
  { archive, part }: ReadArchive,
  source: ArchiveSource,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const kept = part === null ? undefined : await openPart(part)
  try {
    let at = 0
    if (kept) {
      for await (const chunk of readPart(kept, archive.size)) {
        yield chunk
        at += chunk.length
      }
    }
    if (at === archive.size) return
    for await (const chunk of readRest(archive, source, at, signal)) {
      // Written at its place, not appended: a dying process that still writes can only write the same bytes there.
      if (kept) await kept.write(chunk, 0, chunk.length, at)
      at += chunk.length
      yield chunk
    }
    if (at < archive.size) throw short(archive, at)
  } finally {
    await kept?.close()
  }
}

async function openPart(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
}

async function* readPart(part: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  if ((await part.stat()).size > size) await part.truncate(0)
  for (let at = 0; ; ) {
    const buffer = Buffer.allocUnsafe(READ_CHUNK)
    const { bytesRead } = await part.read(buffer, 0, READ_CHUNK, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* readRest(
  archive: ArchiveRef,
  source: ArchiveSource,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { status, body } = await source.open(from, signal)
  let skip = status === 'whole' ? from : 0
  let at = from
  for await (const chunk of body) {
    const skipped = Math.min(skip, chunk.length)
    skip -= skipped
    const rest = chunk.subarray(skipped)
    if (rest.length === 0) continue
    at += rest.length
    if (at > archive.size) throw tooLong(archive)
    yield rest
  }
}

/** Throws `archive_too_long` and `download_short` when a file is not as long as the archive. */
export function refuseOtherSize(archive: ArchiveRef, size: number): void {
  if (size > archive.size) throw tooLong(archive)
  if (size < archive.size) throw short(archive, size)
}

function tooLong({ filename, size }: ArchiveRef): AgentError {
  return new AgentError({
    code: 'archive_too_long',
    message: `more than the ${size} bytes of ${filename} came`,
    hint: 'Nothing was installed. The source has another file under that name: sync the release on the server again, or use another source.',
  })
}

function short({ filename, size }: ArchiveRef, at: number): AgentError {
  return new AgentError({
    code: 'download_short',
    message: `only ${at} of the ${size} bytes of ${filename} came`,
    hint: 'The download goes on from there at the next try. If it always stops there, the source holds a broken copy.',
  })
}
