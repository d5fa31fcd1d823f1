import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The data folder of the demo's server. */
export interface Folder {
  readonly path: string
  readonly kept: boolean
  /** Removes a temporary one; leaves one that was asked for. */
  end(): void
}

/** The folder that was given, made when it is not there, else a temporary one. */
export function openFolder(given: string | undefined): Folder {
  if (given !== undefined) {
    const path = resolve(given)
    mkdirSync(path, { recursive: true, mode: 0o711 })
    return { path, kept: true, end: () => {} }
  }
  const path = mkdtempSync(join(tmpdir(), 'goherd-demo-'))
  // PostgreSQL runs as another user when we are root, and has to pass through.
  chmodSync(path, 0o711)
  return { path, kept: false, end: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}
