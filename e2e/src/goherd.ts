import { execFile } from 'node:child_process'
import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLONE, type Product } from './product.js'

/** What a run of a command came to. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, whatever its exit code. */
function run(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = CLONE,
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { cwd, env: { ...process.env, ...env }, maxBuffer: 32e6 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, stdout, stderr })
      },
    )
  })
}

/** Runs `goherd` as an operator in the clone would, finding its server through the product's data folder. */
export function goherd(product: Product, ...args: string[]): Promise<Ran> {
  return run(process.execPath, [join(CLONE, 'apps/cli/bin/goherd.mjs'), ...args], {
    GOHERD_DATA: product.data,
  })
}

/** Runs `goherd … --json` and answers what it printed. Throws with its stderr unless the exit code is an expected one. */
export async function json<T = unknown>(
  product: Product,
  args: readonly string[],
  codes: readonly number[] = [0],
): Promise<T> {
  const ran = await goherd(product, ...args, '--json')
  if (!codes.includes(ran.code))
    throw new Error(`goherd ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}${ran.stdout}`)
  return JSON.parse(ran.stdout)
}

/** A host as `hosts ls --json` gives it. */
export interface HostRow {
  readonly name: string
  readonly group: string
  readonly wanted: string | null
  readonly actual: string | null
  readonly state: string
  readonly online: boolean
  readonly root: string
  readonly drift: readonly { readonly kind: string; readonly reason: string }[]
}

export const hosts = (product: Product) => json<HostRow[]>(product, ['hosts', 'ls'])

/** Asks again and again until the answer will do; throws with the last one when time is up. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  seconds = 120,
): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask().catch((error: unknown) => error)
    // An error while a server is down is one more answer that will not do.
    if (!(answer instanceof Error) && good(answer as T)) return answer as T
    if (Date.now() > end)
      throw new Error(
        `not within ${seconds} s: ${what}; last: ${answer instanceof Error ? answer.stack : JSON.stringify(answer)}`,
      )
    await sleep(250)
  }
}

/** Every host of a group in sync at a release. */
export function groupAt(product: Product, group: string, release: RegExp, seconds = 180): Promise<HostRow[]> {
  return until(
    `group ${group} at ${release}`,
    async () => (await hosts(product)).filter((host) => host.group === group),
    (rows) =>
      rows.length > 0 && rows.every((row) => row.state === 'in-sync' && release.test(row.actual ?? '')),
    seconds,
  )
}

const PROGRAM =
  'package main\nimport ("fmt"; "runtime")\nfunc main() { fmt.Println("built by", runtime.Version()) }\n'

/** Compiles and runs a program with the host's current Go; answers what it printed. */
export async function compileOn(root: string): Promise<string> {
  const { mkdtemp, rm, writeFile } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  const work = await mkdtemp(join(tmpdir(), 'goherd-build-'))
  try {
    await writeFile(join(work, 'main.go'), PROGRAM)
    const env = {
      GOCACHE: join(tmpdir(), 'goherd-e2e-gocache'),
      HOME: work,
      GOTOOLCHAIN: 'local',
      GOFLAGS: '',
      CGO_ENABLED: '0',
    }
    const ran = await run(join(root, 'current/bin/go'), ['run', 'main.go'], env, work)
    if (ran.code !== 0) throw new Error(`go run failed on ${root}: ${ran.stderr}`)
    return ran.stdout.trim()
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Where a host's link leads now. */
export const linkOf = (root: string) => readlink(join(root, 'current'))
