import { readdirSync, readFileSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { arch, homedir, platform, release, tmpdir, userInfo } from 'node:os'
import { errnoOf } from '../disk/errno.js'
import { runCommand } from '../disk/run-command.js'
import type { MachinePort, Ran } from './port.js'

const RUN_MS = 5000
/** No file that is read here is larger; a device or a huge file in its place is not read. */
const MAX_FILE = 1 << 20

/** The machine this process runs on. */
export function thisMachine(): MachinePort {
  return {
    os: platform(),
    arch: arch(),
    kernel: release(),
    uid: process.getuid?.(),
    user: unlessMissing(() => userInfo().username),
    home: homedir(),
    env: process.env,
    // Asked for only where it is needed: the report behind it takes a while to make.
    get glibc() {
      return glibcOfThisProcess()
    },
    read: (path) => unlessMissing(() => readSmall(path)),
    list: (path) => unlessMissing(() => readdirSync(path)),
    real: (path) => unlessMissing(() => realpathSync(path)),
    freeBytes: (path) => unlessMissing(() => freeBytes(path)),
    run: (file, args) => run(file, args),
  }
}

/** What a machine does not have, or does not show to this user, it simply does not tell. */
function unlessMissing<T>(find: () => T): T | undefined {
  try {
    return find()
  } catch (cause) {
    if (errnoOf(cause) !== undefined) return undefined
    throw cause
  }
}

function readSmall(path: string): string | undefined {
  const found = statSync(path)
  return found.isFile() && found.size <= MAX_FILE ? readFileSync(path, 'utf8') : undefined
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

function glibcOfThisProcess(): string | undefined {
  const header: unknown = Reflect.get(Object(process.report?.getReport()), 'header')
  const version: unknown = Reflect.get(Object(header), 'glibcVersionRuntime')
  return typeof version === 'string' ? version : undefined
}

async function run(file: string, args: readonly string[]): Promise<Ran | undefined> {
  const { XDG_RUNTIME_DIR } = process.env
  // Where a user's own systemd is reached.
  const session: Record<string, string> = XDG_RUNTIME_DIR === undefined ? {} : { XDG_RUNTIME_DIR }
  const end = await runCommand({
    file,
    args,
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
      HOME: homedir(),
      LC_ALL: 'C',
      ...session,
    },
    timeoutMs: RUN_MS,
    signal: new AbortController().signal,
  })
  return end.kind === 'exited' ? end : undefined
}
