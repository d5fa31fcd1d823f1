import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { errnoOf } from './errno.js'

/** A process that uses something below a folder. */
export interface User {
  readonly pid: number
  /** What of it lies there: the program it runs, its working folder, or a file it has open. */
  readonly path: string
  /** How it was started, as far as it can be told: its arguments, else its program. */
  readonly command: string
}

const MAX_COMMAND = 200

/**
 * The processes that run a program from below a folder, work in it or have a file of it open, as far as this user may see them:
 * root sees all. This process is not among them. Empty where there is no /proc.
 */
export function usersOf(folder: string): User[] {
  let prefix: string
  try {
    prefix = realpathSync(folder)
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return []
    throw cause
  }
  return pids().flatMap((pid) => {
    const path = pid === process.pid ? undefined : usedBelow(pid, prefix)
    return path === undefined ? [] : [{ pid, path, command: commandOf(pid) ?? path }]
  })
}

function pids(): number[] {
  return numbersIn('/proc')
}

function numbersIn(folder: string): number[] {
  return (seen(() => readdirSync(folder)) ?? []).filter((name) => /^\d+$/.test(name)).map(Number)
}

/** The first path of a process that lies in the folder. Its program is asked first: that one link tells of most. */
function usedBelow(pid: number, prefix: string): string | undefined {
  for (const name of ['exe', 'cwd']) {
    const path = linkOf(`/proc/${pid}/${name}`)
    if (path !== undefined && isIn(path, prefix)) return path
  }
  for (const fd of numbersIn(`/proc/${pid}/fd`)) {
    const path = linkOf(`/proc/${pid}/fd/${fd}`)
    if (path !== undefined && isIn(path, prefix)) return path
  }
  return undefined
}

function isIn(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}

function linkOf(path: string): string | undefined {
  return seen(() => readlinkSync(path))
}

function commandOf(pid: number): string | undefined {
  const text = seen(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  const command = text?.replaceAll('\0', ' ').trim() ?? ''
  return command === '' ? undefined : command.slice(0, MAX_COMMAND)
}

const INVISIBLE = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'])

/** What can be read of a process; undefined for one that has ended or belongs to somebody else. */
function seen<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (cause) {
    if (INVISIBLE.has(errnoOf(cause) ?? '')) return undefined
    throw cause
  }
}
