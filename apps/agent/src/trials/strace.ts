import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A path that a traced process asks for when its own start is over. */
export const BEGIN = '/goherd-trial-begins'

/** Stops a process only at the calls that are asked for and not at each one, which takes most of the time of a trace. */
export const ONLY_THESE = '--seccomp-bpf'

/** Calls that change a disk, or make it keep a change. */
export const CHANGING = [
  'openat',
  'write',
  'pwrite64',
  'mkdir',
  'rename',
  'link',
  'symlink',
  'unlink',
  'rmdir',
  'chmod',
  'fchmod',
  'ftruncate',
  'fsync',
] as const
export type Call = (typeof CHANGING)[number]

/** How a traced process ended. `status` is null when it was killed. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Why no call can be traced on this machine; undefined when they can. */
export function whyNoStrace(): string | undefined {
  try {
    execFileSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'strace is not here or may not trace (apt-get install strace)'
  }
}

/** Runs a command under strace with these options, to its end. One thread makes all slow calls, so that their order is the same each time. */
export function traced(options: readonly string[], command: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('strace', ['-f', '-qq', '-e', 'signal=none', ...options, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (text: Buffer) => {
      stdout += text.toString()
    })
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString()
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** Does something to the n-th of a call: `signal=KILL`, or `error=ENOSPC`. `5+` means the fifth and all that follow. */
export function interfere(
  what: string,
  call: Call,
  n: number | string,
  command: readonly string[],
): Promise<Ended> {
  const inject = `inject=${call}:${what}:when=${n}`
  // A signal is not delivered at the stops of a filter.
  const only = what.startsWith('error=') ? [ONLY_THESE] : []
  return traced([...only, '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject], command)
}

/** One call that a process made after its start was over: the n-th of its kind in its thread, which is how strace counts. */
export interface Moment {
  readonly call: Call
  readonly n: number
}

/** Every moment at which a command makes one of these calls on something below a folder, from one run of it. */
export async function momentsOf(
  command: readonly string[],
  calls: readonly Call[],
  below: string,
): Promise<Moment[]> {
  const folder = mkdtempSync(join(tmpdir(), 'goherd-strace-'))
  try {
    const only = `trace=access,${calls.join(',')}`
    const { status, stderr } = await traced(
      [ONLY_THESE, '-ff', '-y', '-ttt', '-o', join(folder, 'of'), '-e', only],
      command,
    )
    if (status !== 0) throw new Error(`the command failed under strace: ${stderr}`)
    const threads = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    return momentsIn(threads, below)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const LINE = /^(\d+\.\d+) (\w+)\(/

interface Seen extends Moment {
  readonly at: number
  readonly line: string
}

/** The moments in the lines of each thread: those whose number no thread comes to sooner, elsewhere. Pure. */
export function momentsIn(threads: readonly (readonly string[])[], below: string): Moment[] {
  const first = new Map<string, Seen>()
  for (const seen of threads.flatMap(numbered)) {
    const key = `${seen.call} ${seen.n}`
    if (seen.at < (first.get(key)?.at ?? Number.POSITIVE_INFINITY)) first.set(key, seen)
  }
  const begin = threads.flat().find((line) => line.includes(BEGIN))
  const since = Number(LINE.exec(begin ?? '')?.[1] ?? Number.POSITIVE_INFINITY)
  return [...first.values()]
    .filter(({ at, line }) => at >= since && line.includes(below))
    .map(({ call, n }) => ({ call, n }))
}

function numbered(lines: readonly string[]): Seen[] {
  const counts = new Map<Call, number>()
  return lines.flatMap((line) => {
    const [, at, name] = LINE.exec(line) ?? []
    const call = CHANGING.find((known) => known === name)
    if (call === undefined) return []
    const n = (counts.get(call) ?? 0) + 1
    counts.set(call, n)
    return [{ call, n, at: Number(at), line }]
  })
}
