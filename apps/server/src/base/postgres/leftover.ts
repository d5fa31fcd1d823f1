import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GoherdError } from '../errors/index.js'

/**
 * Stops the PostgreSQL that an earlier server left behind when it was killed, if it is really the one of this
 * data folder: first politely, then without waiting for its clients.
 * @returns its process id, or undefined when none was running
 */
export async function stopLeftover(data: string): Promise<number | undefined> {
  const pid = postmasterOf(data)
  if (pid === undefined) return undefined
  for (const [signal, waitMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    signalProcess(pid, signal)
    if (await isGone(data, pid, waitMs)) return pid
  }
  throw new GoherdError('unavailable', 'postgres_does_not_stop', {
    message: `the PostgreSQL of an earlier server (process ${pid}) does not stop`,
    hint: `Stop process ${pid} and start the server again.`,
  })
}

/** The process that runs on this data folder now, by its pid file and checked against the process itself. */
export function postmasterOf(data: string): number | undefined {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  return Number.isInteger(pid) && pid > 1 && worksOn(pid, data) ? pid : undefined
}

/** A pid is used again after a while: the process must have this very folder as its working folder or argument. */
function worksOn(pid: number, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data)
  } catch {
    // No /proc, or not readable: ask ps.
    const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return stdout?.includes(data) ?? false
  }
}

async function isGone(data: string, pid: number, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += 50) {
    if (postmasterOf(data) !== pid) return true
    await sleep(50)
  }
  return false
}

/** Sends a signal; a process that has ended meanwhile is fine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
