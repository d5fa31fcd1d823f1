import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import type { z } from 'zod'

/** Writes a file that only this user can read; whole or not at all. */
export function writePrivate(path: string, text: string): void {
  const staging = `${path}.${randomBytes(4).toString('hex')}.new`
  const file = openSync(staging, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(staging, path)
}

/** The parsed file; undefined when there is none. A file that does not parse is an error. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined
}

/** 32 random bytes in hex that stay the same once made. */
export function readOrMakeSecret(path: string): string {
  if (!existsSync(path)) writePrivate(path, `${randomBytes(32).toString('hex')}\n`)
  return readFileSync(path, 'utf8').trim()
}
