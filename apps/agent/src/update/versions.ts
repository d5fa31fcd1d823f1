import { existsSync, readdirSync, readlinkSync, renameSync, rmdirSync, rmSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { syncFolder } from '../disk/durable-file.js'
import { errnoOf } from '../disk/errno.js'
import { type Installation, installationOf } from './installation.js'

type Home = Pick<Installation, 'home'>

/** The folder of a version. */
export function folderOf({ home }: Home, version: string): string {
  return join(home, 'versions', version)
}

/** The versions that are there and complete: they come to their place by one rename. */
export function listVersions(home: Home): string[] {
  return readdirSync(join(home.home, 'versions')).filter(
    (name) => installationOf(join(folderOf(home, name), 'lib', 'goherd-agent.mjs')) !== undefined,
  )
}

/** The version that `current` leads to; null when it leads nowhere of ours. */
export function currentVersion({ home }: Home): string | null {
  try {
    return basename(readlinkSync(join(home, 'current')))
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'EINVAL') return null
    throw AgentError.from(cause)
  }
}

/** One move of a link, as data. `next` and `current` are names in the home folder. */
export type LinkMove =
  | { readonly kind: 'link'; readonly name: 'current.next'; readonly type: 'dir' | 'junction' }
  | { readonly kind: 'unlink'; readonly name: 'current' | 'current.next' }
  | { readonly kind: 'rename'; readonly from: 'current.next'; readonly to: 'current' }

/**
 * How `current` is made to lead elsewhere. One rename where a link can be renamed over another. Windows has junctions, which need no
 * privilege and cannot be replaced: there is a moment without `current`, in which the launcher goes through `current.next`.
 */
export function linkMoves(os: NodeJS.Platform): readonly LinkMove[] {
  const place = { kind: 'rename', from: 'current.next', to: 'current' } as const
  const clear = { kind: 'unlink', name: 'current.next' } as const
  if (os !== 'win32') return [clear, { kind: 'link', name: 'current.next', type: 'dir' }, place]
  return [
    clear,
    { kind: 'link', name: 'current.next', type: 'junction' },
    { kind: 'unlink', name: 'current' },
    place,
  ]
}

/** Makes `current` lead to a version, durably. */
export async function pointAt(home: Home, version: string, os = process.platform): Promise<void> {
  try {
    for (const move of linkMoves(os)) carryOut(move, home, version)
    if (os !== 'win32') await syncFolder(home.home)
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

function carryOut(move: LinkMove, home: Home, version: string): void {
  switch (move.kind) {
    case 'link': {
      // A junction needs a whole path; elsewhere a short one lets the home be moved.
      const target = move.type === 'junction' ? folderOf(home, version) : join('versions', version)
      symlinkSync(target, join(home.home, move.name), move.type)
      return
    }
    case 'unlink':
      removeLink(join(home.home, move.name))
      return
    case 'rename':
      renameSync(join(home.home, move.from), join(home.home, move.to))
  }
}

/** Never what it leads to. */
function removeLink(path: string): void {
  if (process.platform === 'win32') {
    if (existsSync(path)) rmdirSync(path)
  } else rmSync(path, { force: true })
}

/** Removes a version; its name is taken away first, so that half of one never looks like a whole. */
export async function removeVersion(home: Home, version: string): Promise<void> {
  const leaving = join(home.home, 'state', `leaving-${version}`)
  try {
    await rm(leaving, { recursive: true, force: true })
    renameSync(folderOf(home, version), leaving)
    await rm(leaving, { recursive: true, force: true })
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw AgentError.from(cause)
  }
}
