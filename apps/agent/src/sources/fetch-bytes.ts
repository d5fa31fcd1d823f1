import { readFile, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'
import { askHttp, shownAddress } from '../disk/http-get.js'

/** Bytes of a small file at an http(s) address or an absolute path, never more than `max`. Throws AgentError. */
export async function fetchBytes(from: string, max: number, signal: AbortSignal): Promise<Buffer> {
  if (isAbsolute(from)) return readSmall(from, max)
  const { body } = await askHttp({ url: from, signal })
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    // Leaving the loop ends the connection.
    if (size > max) throw tooLong(from, max)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The same as UTF-8 text. */
export async function fetchText(from: string, max: number, signal: AbortSignal): Promise<string> {
  return (await fetchBytes(from, max, signal)).toString('utf8')
}

/** Whether an error says that the place is right and only this file is not there. */
export function isNotThere(cause: unknown): boolean {
  const { code } = AgentError.from(cause)
  return code === 'http_not_found' || code === 'http_html' || code === 'source_missing'
}

async function readSmall(path: string, max: number): Promise<Buffer> {
  try {
    if ((await stat(path)).size > max) throw tooLong(path, max)
    return await readFile(path)
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT' && errnoOf(cause) !== 'ENOTDIR') throw AgentError.from(cause)
    throw new AgentError({
      code: 'source_missing',
      message: `${path} is not there`,
      hint: 'Check the folder that --source or GOHERD_GO_SOURCE names.',
      cause,
    })
  }
}

function tooLong(from: string, max: number): AgentError {
  return new AgentError({
    code: 'source_too_long',
    message: `${shownAddress(from)} has more than ${max} bytes`,
    hint: 'This is no source of Go releases, or a broken one. Choose another with --source.',
  })
}
