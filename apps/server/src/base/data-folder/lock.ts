import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { GoherdError } from '../errors/index.js'
import { writePrivate } from './private-file.js'

const holder = z.object({ pid: z.number().int(), startedAt: z.string() })
type Holder = z.infer<typeof holder>

/**
 * Makes this process the only server of a data folder.
 * @returns gives the folder back
 * @throws GoherdError `data_folder_in_use` while another live server has it
 */
export function lockDataFolder(dataDir: string): () => void {
  const path = join(dataDir, 'server.lock')
  const mine = `${path}.${process.pid}`
  writePrivate(mine, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }))
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (take(mine, path)) return () => rmSync(path, { force: true })
      const other = readHolder(path)
      if (other && isAlive(other)) throw inUse(dataDir, other)
      // Whoever renames the dead lock away may try to take its place.
      if (existsSync(path)) renameSync(path, `${mine}.stale`)
      rmSync(`${mine}.stale`, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
  throw inUse(dataDir, undefined)
}

/** Linking fails when the name exists, so only one process can succeed. */
function take(mine: string, path: string): boolean {
  try {
    linkSync(mine, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return holder.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // Gone in the meantime, or never a lock of ours.
    return undefined
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  return startOf(pid) === startedAt
}

/** When a process started, in the kernel's ticks; a pid alone may belong to another process by now. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    // No /proc here: the pid has to be enough.
    return ''
  }
}

function inUse(dataDir: string, other: Holder | undefined): GoherdError {
  return new GoherdError('conflict', 'data_folder_in_use', {
    message: `another server${other ? ` (process ${other.pid})` : ''} is using ${dataDir}`,
    hint: 'Stop that server, or set GOHERD_DATA to another folder.',
  })
}
