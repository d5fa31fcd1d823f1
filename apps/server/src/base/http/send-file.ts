import type { Response } from 'express'

const YEAR_SECONDS = 31_536_000

/** A file whose address holds its digest. */
export interface ImmutableFile {
  /** Absolute. */
  readonly path: string
  readonly sha256: string
  readonly filename: string
  /** Bytes. */
  readonly size: number
}

/**
 * Answers with the bytes of a file, also in part (Range, If-Range), for ever cacheable. Returns when the response is finished
 * with, whether or not the client stayed. Throws what the disk says.
 */
export async function sendFile(
  response: Response,
  { path, sha256, filename, size }: ImmutableFile,
): Promise<void> {
  response.setHeader('ETag', `"${sha256}"`)
  response.setHeader('Content-Type', filename.endsWith('.zip') ? 'application/zip' : 'application/gzip')
  response.setHeader('Cache-Control', `public, max-age=${YEAR_SECONDS}, immutable`)
  const error = await sent(response, path)
  if (error === undefined || isGone(error)) return
  if (!('status' in error && error.status === 416)) throw error
  response.removeHeader('Cache-Control')
  response.status(416).setHeader('Content-Range', `bytes */${size}`).end()
}

/** Sends a file, or the asked part of it. Answers what went wrong, once the response is finished with. */
function sent(response: Response, path: string): Promise<Error | undefined> {
  // The data folder may well be a hidden one.
  const options = { cacheControl: false, lastModified: false, dotfiles: 'allow' } as const
  return new Promise((resolve) => response.sendFile(path, options, resolve))
}

/** The client went away in the middle, which agents do to resume later. */
function isGone(error: Error): boolean {
  return (
    'code' in error &&
    (error.code === 'ECONNABORTED' || error.code === 'EPIPE' || error.code === 'ECONNRESET')
  )
}
