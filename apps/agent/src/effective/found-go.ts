import { accessSync, constants, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type FoundGo, parseGoVersion } from '@goherd/model'
import { errnoOf } from '../disk/index.js'
import { runCommand } from '../disk/run-command.js'
import { goOriginOf, type MachinePort } from '../machine/index.js'
import type { HostUser } from './host-users.js'

const VERSION_MS = 3000

/** The first program called `go` on a PATH, as a shell would find it; undefined when there is none. */
export function goOnPath(path: string): string | undefined {
  return path
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, 'go'))
    .find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch (cause) {
    if (errnoOf(cause) === undefined) throw cause
    return false
  }
}

/**
 * A `go` program with whose it is and which release. That is read from the VERSION file of its tree; a program without one is
 * asked, as its user and in a folder of nobody's, where only its owner and root could have written it.
 */
export async function describeGo(
  port: MachinePort,
  path: string,
  { root, user, signal }: { readonly root: string; readonly user: HostUser; readonly signal: AbortSignal },
): Promise<FoundGo> {
  const real = port.real(path) ?? path
  const origin = goOriginOf(real, port.real(root) ?? root)
  const found = { path, origin: origin === 'unknown' ? goOriginOf(path, root) : origin }
  const told = releaseOf(port.read(join(dirname(dirname(real)), 'VERSION')))
  if (told !== null || !isTrusted(real, user.as?.uid ?? port.uid)) return { ...found, release: told }
  const end = await runCommand({
    file: path,
    args: ['version'],
    cwd: '/',
    env: { HOME: user.home, PATH: dirname(path), GOTOOLCHAIN: 'local', GOTELEMETRY: 'off' },
    timeoutMs: VERSION_MS,
    signal,
    ...(user.as === null ? {} : { as: user.as }),
  })
  return {
    ...found,
    release: end.kind === 'exited' ? releaseOf(end.stdout.replace(/^go version /, '')) : null,
  }
}

function releaseOf(text: string | undefined): string | null {
  // Distributions and vendors add words: "go1.22.12 X:boringcrypto".
  const name = text?.split(/[\s-]/)[0] ?? ''
  return name.startsWith('go') && parseGoVersion(name) !== undefined ? name : null
}

function isTrusted(path: string, uid: number | undefined): boolean {
  try {
    return [path, dirname(path)].every((each) => {
      const { uid: owner, mode } = statSync(each)
      return (owner === 0 || owner === uid) && (mode & 0o022) === 0
    })
  } catch (cause) {
    if (errnoOf(cause) === undefined) throw cause
    return false
  }
}
