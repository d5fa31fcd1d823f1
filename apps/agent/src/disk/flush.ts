import { closeSync, constants, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AgentError } from './agent-error.js'
import { runCommand } from './run-command.js'

const TIMEOUT_MS = 10 * 60_000

/**
 * Makes everything below a folder survive a power loss. coreutils' `sync -f` flushes the file system once, where 13,000 fsyncs
 * would each wait; without it they are made all the same. Throws AgentError when the disk refuses.
 */
export async function flushTree(folder: string, signal: AbortSignal): Promise<void> {
  const path = process.env.PATH ?? '/usr/bin:/bin'
  const end = await runCommand({
    file: 'sync',
    args: ['-f', folder],
    cwd: folder,
    env: { PATH: path },
    timeoutMs: TIMEOUT_MS,
    signal,
  })
  if (end.kind === 'exited' && end.status === 0) return
  try {
    fsyncBelow(folder)
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** fsync of every file and folder below, and of the folder itself. */
export function fsyncBelow(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) fsyncBelow(path)
    else if (entry.isFile()) fsyncOne(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  }
  fsyncOne(folder, constants.O_RDONLY | constants.O_DIRECTORY)
}

function fsyncOne(path: string, flags: number): void {
  const fd = openSync(path, flags)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
