import { type BuiltTool, parseGoVersion } from '@goherd/model'
import { runCommand } from '../disk/run-command.js'
import type { MachinePort } from '../machine/index.js'
import type { HostUser } from './host-users.js'

const LIMIT_MS = 10_000
/** A folder with more than this is no GOBIN that a survey goes through. */
const MOST_FILES = 300

/**
 * The programs of a GOBIN that another release built than the active one, read from the build information in them by the managed
 * `go`, in one call for the folder. None of them is run. Empty without a folder or a working `go`.
 */
export async function foreignTools(
  port: MachinePort,
  o: {
    readonly bin: string
    /** The managed program, and its release. */
    readonly go: string
    readonly active: string
    readonly user: HostUser
    readonly signal: AbortSignal
  },
): Promise<BuiltTool[]> {
  const names = port.list(o.bin)
  if (names === undefined || names.length === 0 || names.length > MOST_FILES) return []
  const end = await runCommand({
    file: o.go,
    args: ['version', o.bin],
    cwd: '/',
    env: { HOME: o.user.home, PATH: '/usr/bin:/bin', GOTOOLCHAIN: 'local', GOTELEMETRY: 'off' },
    timeoutMs: LIMIT_MS,
    signal: o.signal,
    ...(o.user.as === null ? {} : { as: o.user.as }),
  })
  if (end.kind !== 'exited') return []
  return end.stdout.split('\n').flatMap((line): BuiltTool[] => {
    const [, path, release] = /^(.+): (go\S+)/.exec(line) ?? []
    if (path === undefined || release === undefined || release === o.active) return []
    return parseGoVersion(release) === undefined ? [] : [{ path, release }]
  })
}
