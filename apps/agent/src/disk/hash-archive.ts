import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { ArchiveRef } from '@goherd/protocol'
import { AgentError } from './agent-error.js'
import type { UnpackWatch } from './unpack-job.js'

const PROGRESS_MS = 100

/** Passes an archive on as it comes and hashes it; throws `digest_mismatch` after its last byte. `tell` hears how much came. */
export async function* hashed(
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

/** Throws `digest_mismatch` when the bytes of an archive are not those that were meant. */
export function refuseOtherDigest(archive: ArchiveRef, found: string): void {
  if (found === archive.sha256) return
  throw new AgentError({
    code: 'digest_mismatch',
    message: `${archive.filename} has SHA-256 ${found}, it should be ${archive.sha256}`,
    hint: 'Nothing was installed. Sync the release on the server again, or use another source; if it stays, the source or a proxy changes the file.',
  })
}

/** Calls `say` a few times a second, and at the end, with how far the work is. */
export function teller(total: number, say: (done: number) => void): (done: number) => void {
  let toldAt = 0
  return (done) => {
    const now = performance.now()
    if (now - toldAt < PROGRESS_MS && done < total) return
    toldAt = now
    say(done)
  }
}
