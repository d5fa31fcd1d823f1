import { constants } from 'node:fs'
import { access, lstat, mkdir, readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AgentError } from './agent-error.js'
import { errnoOf } from './errno.js'

/** Where everything of one agent lies; absolute paths. All of it is on one file system, because changes are renames. */
export interface Layout {
  readonly root: string
  readonly releases: string
  readonly snapshots: string
  readonly cache: string
  readonly staging: string
  readonly state: string
  /** The link that PATH goes through. */
  readonly current: string
  readonly lock: string
}

const FOLDERS = ['releases', 'snapshots', 'cache', 'staging', 'state'] as const
/** Where the owner of the host puts what smoke gates may run. */
export const SMOKE_FOLDER = 'smoke.d'
const OWN_NAMES = new Set<string>([...FOLDERS, SMOKE_FOLDER, 'current', 'current.next', 'lost+found'])

/** The layout of an agent whose root is the given folder. Pure: touches nothing. */
export function layoutOf(root: string): Layout {
  const at = resolve(root)
  return {
    root: at,
    releases: join(at, 'releases'),
    snapshots: join(at, 'snapshots'),
    cache: join(at, 'cache'),
    staging: join(at, 'staging'),
    state: join(at, 'state'),
    current: join(at, 'current'),
    lock: join(at, 'lock'),
  }
}

/** The tree of a release, complete or not. */
export function treeOf(layout: Layout, release: string): string {
  return join(layout.releases, release)
}

/** The manifest of a release: where it exists, the tree beside it was complete when it was written. */
export function manifestOf(layout: Layout, release: string): string {
  return join(layout.releases, `${release}.manifest`)
}

/** The part of a release's archive that is there already. Its name says whose it is, so that it can go with the release. */
export function partOf(layout: Layout, release: string, sha256: string): string {
  return join(layout.cache, `${release}.${sha256}.part`)
}

/**
 * Makes the folders of a root. Refuses a root that is a file, that belongs to another user, that everyone may write to, that
 * cannot be written, or that holds something else: codes `root_*`.
 */
export async function prepareRoot(layout: Layout): Promise<void> {
  try {
    await mkdir(layout.root, { recursive: true, mode: 0o755 })
  } catch (cause) {
    if (errnoOf(cause) !== 'EEXIST' && errnoOf(cause) !== 'ENOTDIR') throw AgentError.from(cause)
    throw unusable('root_not_a_folder', `${layout.root} is not a folder`, 'Give --root a folder.', cause)
  }
  await refuseForeignRoot(layout)
  for (const name of FOLDERS) await makeFolder(join(layout.root, name), name === 'state' ? 0o700 : 0o755)
}

async function refuseForeignRoot(layout: Layout): Promise<void> {
  const { root } = layout
  const found = await stat(root)
  if (!found.isDirectory())
    throw unusable('root_not_a_folder', `${root} is not a folder`, 'Give --root a folder.')
  const me = process.getuid?.()
  if (me !== undefined && found.uid !== me) {
    const hint = `Run the agent as the owner of ${root}, or give --root a folder of its own.`
    throw unusable('root_of_another_user', `${root} belongs to user ${found.uid}, this is user ${me}`, hint)
  }
  if (me !== undefined && (found.mode & 0o002) !== 0)
    throw unusable('root_writable_by_all', `everyone may write to ${root}`, `Run: chmod o-w ${root}`)
  try {
    await access(root, constants.W_OK | constants.X_OK)
  } catch (cause) {
    const hint = `Make ${root} writable for this user, or give --root another folder.`
    throw unusable('root_not_writable', `${root} cannot be written`, hint, cause)
  }
  const names = await readdir(root)
  const foreign = names.filter((name) => !OWN_NAMES.has(name) && !name.startsWith('lock'))
  if (!names.includes('releases') && foreign.length > 0) {
    const hint = 'Give --root an empty folder, or one that does not exist yet.'
    throw unusable(
      'root_not_empty',
      `${root} holds something else already: ${foreign.slice(0, 3).join(', ')}`,
      hint,
    )
  }
}

/** A link in place of one of the folders would let a change land somewhere else. */
async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (cause) {
    if (errnoOf(cause) !== 'EEXIST') throw AgentError.from(cause)
    if ((await lstat(path)).isDirectory()) return
    throw unusable(
      'root_damaged',
      `${path} is not a folder`,
      `Move ${path} away and start the agent again.`,
      cause,
    )
  }
}

function unusable(code: string, message: string, hint: string, cause?: unknown): AgentError {
  return new AgentError({ code, message, hint, cause })
}
