import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { AgentError } from './agent-error.js'
import { type Layout, treeOf } from './layout.js'
import { type CommandEnd, runCommand } from './run-command.js'

const VERSION_MS = 20_000
/** The first compile of a release builds its runtime package; on a busy machine that takes a while. */
const BUILD_MS = 300_000
const RUN_MS = 20_000

const PROGRAM = `package main

import "runtime"

func main() { println("goherd", runtime.Version()) }
`

/** What a check of a release found. */
export interface Probe {
  /** As `go version` says it: `go1.22.12`. */
  readonly goVersion: string
  readonly durationMs: number
}

/**
 * Checks that a release works as builds will use it: `go version`, then a tiny program is compiled and run. Its go.env counts,
 * the user's own Go configuration and environment do not. Throws `probe_failed` with what the command printed, `probe_timed_out`,
 * or `probe_wrong_version` when it answers for another release.
 */
export async function probe(layout: Layout, release: string, signal: AbortSignal): Promise<Probe> {
  const startedAt = performance.now()
  let folder: string | undefined
  try {
    folder = await mkdtemp(join(layout.staging, 'probe-'))
    const go = join(treeOf(layout, release), 'bin', 'go')
    const place = { cwd: folder, env: await environment(layout, release, folder), signal }
    const said = await must('go version', { file: go, args: ['version'], timeoutMs: VERSION_MS, ...place })
    const goVersion = /^go version (\S+)/.exec(said.stdout)?.[1] ?? ''
    if (goVersion !== release) throw wrongVersion(release, said.stdout)
    await writeFile(join(folder, 'main.go'), PROGRAM)
    const args = ['build', '-o', 'program', 'main.go']
    await must('go build of a tiny program', { file: go, args, timeoutMs: BUILD_MS, ...place })
    const ran = await must('the compiled program', {
      file: join(folder, 'program'),
      args: [],
      timeoutMs: RUN_MS,
      ...place,
    })
    if (!ran.stderr.includes(`goherd ${release}`)) throw wrongVersion(release, ran.stderr)
    return { goVersion, durationMs: performance.now() - startedAt }
  } catch (cause) {
    throw AgentError.from(cause)
  } finally {
    // From 1.23 on, go leaves a process behind for a moment that notes in its home how go was used.
    if (folder !== undefined)
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** Nothing of the agent's own environment: a GOROOT or GOFLAGS in it would be checked instead of the release. */
async function environment(layout: Layout, release: string, folder: string): Promise<Record<string, string>> {
  // Many agents on one machine (a demo fleet, tests) may share what their checks compiled; go checks its cache by content.
  const shared = process.env.GOHERD_PROBE_CACHE ?? ''
  const cache = join(shared === '' ? join(layout.cache, 'go-build') : shared, release)
  await mkdir(cache, { recursive: true })
  return {
    PATH: `${join(treeOf(layout, release), 'bin')}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder,
    TMPDIR: folder,
    GOCACHE: cache,
    GOPATH: join(folder, 'gopath'),
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    GOTELEMETRY: 'off',
    CGO_ENABLED: '0',
    LC_ALL: 'C',
  }
}

type Exited = Extract<CommandEnd, { kind: 'exited' }>

async function must(what: string, command: Parameters<typeof runCommand>[0]): Promise<Exited> {
  const end = await runCommand(command)
  if (end.kind === 'exited' && end.status === 0) return end
  throw failed(what, command.timeoutMs, end)
}

function failed(what: string, timeoutMs: number, end: CommandEnd): AgentError {
  const hint =
    'The host goes back to the Go it had. Read what the command printed, and try the release on one host first.'
  switch (end.kind) {
    case 'not-started':
      return new AgentError({
        code: 'probe_failed',
        message: `${what} could not be started`,
        hint,
        cause: end.cause,
      })
    case 'timed-out':
      return new AgentError({
        code: 'probe_timed_out',
        message: `${what} did not end within ${timeoutMs / 1000} s`,
        hint: 'The host goes back to the Go it had. If the machine was only busy, set the release again when it is not.',
        cause: printed(end),
      })
    case 'killed':
      return new AgentError({
        code: 'probe_failed',
        message: `${what} was ended by ${end.by}`,
        hint,
        cause: printed(end),
      })
    case 'exited':
      return new AgentError({
        code: 'probe_failed',
        message: `${what} ended with status ${end.status}`,
        hint,
        cause: printed(end),
      })
  }
}

function printed({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): Error {
  return new Error(`${stderr}${stdout}`.trim().slice(0, 4000) || 'it printed nothing')
}

function wrongVersion(release: string, said: string): AgentError {
  return new AgentError({
    code: 'probe_wrong_version',
    message: `the tree of ${release} answers: ${said.trim().slice(0, 200)}`,
    hint: 'The archive holds another release than its name says. Sync the release on the server from a source you trust.',
  })
}
