import { readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { errnoOf } from './errno.js'

/** A process whose program lies below a folder. */
export interface User {
  readonly pid: number
  readonly program: string
}

/**
 * The processes that run a program from below a folder, as far as this user may see them: root sees all. Empty where there is
 * no /proc.
 */
export function usersOf(folder: string): User[] {
  let prefix: string
  try {
    prefix = `${realpathSync(folder)}/`
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return []
    throw cause
  }
  return pids().flatMap((pid) => {
    const program = programOf(pid)
    return program?.startsWith(prefix) ? [{ pid, program }] : []
  })
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return []
    throw cause
  }
}

const INVISIBLE = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])

function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch (cause) {
    if (INVISIBLE.has(errnoOf(cause) ?? '')) return undefined
    throw cause
  }
}
