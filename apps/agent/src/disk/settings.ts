import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { mkdtemp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { GO_ENV_PATH } from '@goherd/go-archive'
import {
  describeSettingRefusal,
  type GoSettings,
  parseGoEnv,
  readsGoEnv,
  refuseSetting,
  renderGoEnv,
} from '@goherd/model'
import { AgentError } from './agent-error.js'
import { writeDurably } from './durable-file.js'
import { errnoOf } from './errno.js'
import { manifestDigest, readManifest } from './installed.js'
import { type Layout, treeOf } from './layout.js'
import { isFolder } from './look.js'

/** No go.env is near this size; a huge one that somebody put there is not read into memory. */
const MAX_GO_ENV = 1 << 20

/**
 * The settings in a tree's go.env that differ from the release's own file. A name that the release sets and that is gone from
 * the file has the value ''. Throws `release_incomplete` when the release has no manifest.
 */
export async function readSettings(layout: Layout, release: string): Promise<GoSettings> {
  const released = manifestDigest(layout, release)?.goEnv ?? readManifest(layout, release).goEnv
  return settingsIn(treeOf(layout, release), released)
}

/** As readSettings, for a tree whose released go.env is known. */
export function settingsIn(tree: string, released: string | null): GoSettings {
  const found = parseGoEnv(readGoEnv(tree) ?? '')
  const own = parseGoEnv(released ?? '')
  const names = [...new Set([...Object.keys(own), ...Object.keys(found)])].sort()
  const changed = names.filter((name) => found[name] !== own[name])
  return Object.fromEntries(changed.map((name) => [name, found[name] ?? '']))
}

/** The text of a tree's go.env; null when there is none, when it is a link or folder, or when it is absurdly large. */
export function readGoEnv(tree: string): string | null {
  try {
    const fd = openSync(
      join(tree, GO_ENV_PATH),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    )
    try {
      const text = readFileSync(fd)
      return text.length > MAX_GO_ENV ? null : text.toString('utf8')
    } finally {
      closeSync(fd)
    }
  } catch (cause) {
    const code = errnoOf(cause)
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'EISDIR' || code === 'ENOTDIR') return null
    throw AgentError.from(cause)
  }
}

/**
 * Gives an installed release exactly these settings, by one durable rename of its go.env. Refuses settings for releases below
 * Go 1.21, which do not read that file (`settings_unsupported`), and settings that Goherd does not manage (`setting_refused`).
 */
export async function writeSettings(layout: Layout, release: string, settings: GoSettings): Promise<void> {
  await writeSettingsIn({
    layout,
    tree: treeOf(layout, release),
    release,
    released: readManifest(layout, release).goEnv,
    settings,
  })
}

/** As writeSettings, for a tree that is not in its place yet. */
export async function writeSettingsIn(o: {
  readonly layout: Layout
  readonly tree: string
  readonly release: string
  readonly released: string | null
  readonly settings: GoSettings
}): Promise<void> {
  refuseSettings(o.release, o.settings)
  if (!readsGoEnv(o.release)) return
  const text = renderGoEnv(o.released ?? '', o.settings)
  if (readGoEnv(o.tree) === text) return
  const path = join(o.tree, GO_ENV_PATH)
  if (isFolder(path)) await rename(path, join(await mkdtemp(join(o.layout.staging, 'found-')), GO_ENV_PATH))
  // Made in staging: a kill between the writing and the rename must leave no stray file in the tree.
  await writeDurably(path, text, 0o644, o.layout.staging)
}

/** Throws for settings that this release cannot have. Pure. */
export function refuseSettings(release: string, settings: GoSettings): void {
  const names = Object.keys(settings)
  for (const name of names) {
    const refusal = refuseSetting(name, settings[name] ?? '')
    if (!refusal) continue
    const message = describeSettingRefusal(refusal)
    throw new AgentError({
      code: 'setting_refused',
      message,
      hint: 'Change the setting in the group’s desired state.',
    })
  }
  if (names.length === 0 || readsGoEnv(release)) return
  throw new AgentError({
    code: 'settings_unsupported',
    message: `${release} does not read go.env, so it cannot have ${names.join(', ')}`,
    hint: 'Use Go 1.21 or newer, or set these in the environment of the builds and take them out of the group.',
  })
}
