import { join } from 'node:path'
import { runCommand } from '../disk/run-command.js'
import type { Installation } from './installation.js'
import { folderOf } from './versions.js'

const LIMIT_MS = 30_000

/** What a version that is there answers to `--version`, with whatever it said when that was not a version. */
export async function askVersion(
  home: Pick<Installation, 'home'>,
  version: string,
  signal: AbortSignal,
): Promise<{ readonly version: string | null; readonly said: string }> {
  const folder = folderOf(home, version)
  const launcher = process.platform === 'win32' ? 'goherd-agent.cmd' : 'goherd-agent'
  const end = await runCommand({
    file: join(folder, 'bin', launcher),
    args: ['--version'],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin' },
    timeoutMs: LIMIT_MS,
    signal,
  })
  switch (end.kind) {
    case 'exited':
      return end.status === 0
        ? { version: end.stdout.trim(), said: end.stdout.trim() }
        : { version: null, said: `it ended with ${end.status}: ${lastLine(end.stderr)}` }
    case 'killed':
      return { version: null, said: `it was ended by ${end.by}` }
    case 'timed-out':
      return { version: null, said: `it did not answer within ${LIMIT_MS / 1000} s` }
    case 'not-started':
      return { version: null, said: `it cannot be started: ${end.cause.message}` }
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.slice(0, 300) ?? ''
}
