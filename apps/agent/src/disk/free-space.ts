import { statfs } from 'node:fs/promises'
import { AgentError } from './agent-error.js'

const MARGIN = 64 * 1024 * 1024
/** Go archives unpack to 3.5 times their size. */
const UNPACKED_RATIO = 4
/** A Go release has some 13,000 files and folders. */
const INODES = 20_000

/** What a file system has left. */
export interface FreeSpace {
  /** Bytes this user may still write. */
  readonly bytes: number
  /** Files that can still be made; null where the file system has no fixed number. */
  readonly inodes: number | null
}

/** How much room the file system of a folder has. */
export async function freeSpaceOf(folder: string): Promise<FreeSpace> {
  const found = await statfs(folder)
  return { bytes: found.bavail * found.bsize, inodes: found.files === 0 ? null : found.ffree }
}

/** Bytes an install takes at its height: what is still to download, the unpacked tree and a margin. */
export function bytesNeeded(o: { readonly archiveSize: number; readonly toDownload: number }): number {
  return o.toDownload + UNPACKED_RATIO * o.archiveSize + MARGIN
}

/** Throws `disk_full`, with the numbers, when an install would not fit. Pure. */
export function refuseFull(folder: string, free: FreeSpace, needed: number): void {
  const hint = `Free space on the file system of ${folder}, or remove releases that are not needed.`
  if (free.bytes < needed) {
    const message = `${folder} has ${megabytes(free.bytes)} MB free, ${megabytes(needed)} MB are needed`
    throw new AgentError({ code: 'disk_full', message, hint })
  }
  if (free.inodes !== null && free.inodes < INODES) {
    const message = `${folder} has room for ${free.inodes} more files, ${INODES} are needed`
    throw new AgentError({ code: 'disk_full', message, hint })
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000)
}
