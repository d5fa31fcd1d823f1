import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rename, rm, unlink } from 'node:fs/promises'
import { z } from 'zod'
import { AgentError } from './agent-error.js'
import { writeNew } from './durable-file.js'
import { errnoOf } from './errno.js'
import type { Layout } from './layout.js'

/** Who holds a root. A pid alone is not enough: it is given again after a kill or a reboot, so its start time goes with it. */
const claim = z.object({ id: z.string(), pid: z.number().int(), startedAt: z.string() })
type Claim = z.infer<typeof claim>

/** A root that is held by this process. */
export interface RootLock {
  release(): Promise<void>
}

/**
 * Takes a root for this process; code `root_locked`, naming the pid, when a living process has it. A lock whose process is gone
 * is taken over. The lock file is made by link(2), which only one can win; a takeover is won by a link named after the dead
 * claim, and only then is the lock replaced, so two that both see the same dead claim cannot both have it.
 */
export async function lockRoot(layout: Layout): Promise<RootLock> {
  const mine: Claim = {
    id: randomBytes(8).toString('hex'),
    pid: process.pid,
    startedAt: startOf(process.pid) ?? '',
  }
  const file = `${layout.lock}.${mine.id}`
  try {
    await writeNew(file, JSON.stringify(mine), 0o644)
    while (!(await tryOnce(layout.lock, file))) await new Promise(setImmediate)
  } catch (cause) {
    throw AgentError.from(cause)
  } finally {
    await rm(file, { force: true })
  }
  return { release: () => letGo(layout.lock, mine) }
}

/** Who has a root's lock at the moment; undefined when nobody does. A holder that is gone is no hindrance. Takes nothing. */
export async function lockHolder(
  layout: Layout,
): Promise<{ readonly pid: number; readonly alive: boolean } | undefined> {
  try {
    const holder = await readClaim(layout.lock)
    if (holder === undefined) return undefined
    return { pid: holder.pid, alive: holder.pid !== 0 && startOf(holder.pid) === holder.startedAt }
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** True when the lock is now ours; false to look again. Throws when a living process has it. */
async function tryOnce(lock: string, file: string): Promise<boolean> {
  const holder = await readClaim(lock)
  if (holder === undefined) return tryLink(file, lock)
  refuseLiving(lock, holder)
  const dead = [takeoverOf(lock, holder)]
  for (;;) {
    const last = dead[dead.length - 1] ?? ''
    if (await tryLink(file, last)) break
    const other = await readClaim(last)
    if (other === undefined) return false
    refuseLiving(lock, other)
    dead.push(takeoverOf(lock, other))
  }
  const won = (await readClaim(lock))?.id === holder.id
  if (won) {
    const copy = `${file}.lock`
    await link(file, copy)
    await rename(copy, lock)
  }
  await Promise.all((won ? dead : dead.slice(-1)).map((path) => rm(path, { force: true })))
  return won
}

function takeoverOf(lock: string, dead: Claim): string {
  return `${lock}.after-${dead.id}`
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (cause) {
    if (errnoOf(cause) === 'EEXIST') return false
    throw cause
  }
}

/** The claim in a lock file; undefined without one. A file that is no claim counts as a dead one: only power loss tears it. */
async function readClaim(path: string): Promise<Claim | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined
    throw cause
  }
  try {
    return claim.parse(JSON.parse(text))
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError)
      return { id: 'torn', pid: 0, startedAt: '' }
    throw cause
  }
}

function refuseLiving(lock: string, holder: Claim): void {
  if (holder.pid === 0 || startOf(holder.pid) !== holder.startedAt) return
  throw new AgentError({
    code: 'root_locked',
    message: `another agent works in this root: process ${holder.pid} holds ${lock}`,
    hint: `Stop process ${holder.pid} first, or give --root another folder.`,
  })
}

/** When a process started, as text that no later process of the same pid has; undefined when it is gone or dead. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined
    return `${bootId()} ${rest[18] ?? ''}`
  } catch (cause) {
    if (errnoOf(cause) === 'ESRCH') return undefined
    if (errnoOf(cause) !== 'ENOENT') throw cause
    return process.platform === 'linux' ? undefined : aliveElsewhere(pid)
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

/** Where there is no /proc the pid alone must do. */
function aliveElsewhere(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch (cause) {
    return errnoOf(cause) === 'EPERM' ? 'alive' : undefined
  }
}

async function letGo(lock: string, mine: Claim): Promise<void> {
  if ((await readClaim(lock))?.id === mine.id) await unlink(lock)
}
