import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AgentError } from './agent-error.js'
import type { ArchiveSource } from './archive-source.js'
import { errnoOf } from './errno.js'

/** An archive that lies in a file of this machine. Throws `source_missing` when it is not there. */
export function fileSource(path: string): ArchiveSource {
  return {
    spec: { kind: 'file', path },
    async open(from, signal) {
      await sizeOfFile(path)
      return {
        status: 'rest',
        body: createReadStream(path, { start: from, highWaterMark: 1 << 20, signal }),
      }
    },
  }
}

/** How many bytes a file of this machine has. Throws `source_missing` when it is not there. */
export async function sizeOfFile(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (found.isFile()) return found.size
  } catch (cause) {
    throw errnoOf(cause) === 'ENOENT' ? missing(path, cause) : AgentError.from(cause)
  }
  throw missing(path)
}

function missing(path: string, cause?: unknown): AgentError {
  return new AgentError({
    code: 'source_missing',
    message: `there is no archive at ${path}`,
    hint: 'Put the archive there, under the file name that the release index gives it.',
    cause,
  })
}
