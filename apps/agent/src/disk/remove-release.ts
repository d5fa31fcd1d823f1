import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describeKept, type KeepReason } from '@goherd/agent-core'
import { AgentError } from './agent-error.js'
import { currentText } from './current-link.js'
import { syncFolder } from './durable-file.js'
import { errnoOf } from './errno.js'
import { manifestDigest } from './installed.js'
import { type Layout, manifestOf, treeOf } from './layout.js'
import { look } from './look.js'
import { readPins } from './pins.js'
import { usersOf } from './processes.js'
import { discard } from './staging.js'

/**
 * Takes a release off the disk: its manifest first, by one rename, so that it no longer counts; then its tree, deleted from
 * staging, and the parts of its archive. Answers how many bytes that freed. Throws `release_current`, `release_pinned` or
 * `release_in_use` when it must stay, and `release_unknown` when there is none.
 */
export async function removeRelease(layout: Layout, release: string): Promise<number> {
  try {
    const reason = whyKept(layout, release)
    if (reason) throw new AgentError(describeKept(release, reason))
    const tree = treeOf(layout, release)
    const manifest = manifestOf(layout, release)
    if (look(tree) === undefined && look(manifest) === undefined) throw unknown(layout, release)
    const size = manifestDigest(layout, release)?.size ?? 0
    const into = await mkdtemp(join(layout.staging, 'removed-'))
    try {
      if (look(manifest)) await rename(manifest, join(into, 'old.manifest'))
      await syncFolder(layout.releases)
      if (look(tree)) await rename(tree, join(into, 'old'))
      await syncFolder(layout.releases)
    } finally {
      await discard(layout, into)
    }
    return size + (await removeParts(layout, release))
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** The first reason against removing a release that the disk itself knows. A link that leads into the tree in any form counts. */
function whyKept(layout: Layout, release: string): KeepReason | undefined {
  const target = currentText(layout) ?? ''
  if (target.split('/').includes(release)) return { kind: 'current' }
  if (readPins(layout).includes(release)) return { kind: 'pinned' }
  const [by] = usersOf(treeOf(layout, release))
  return by ? { kind: 'in-use', pid: by.pid, program: by.command } : undefined
}

/** What an interrupted download had left of it. */
async function removeParts(layout: Layout, release: string): Promise<number> {
  let freed = 0
  for (const name of await readdir(layout.cache)) {
    // A module proxy names its zips otherwise: v0.0.1-go1.22.12.linux-amd64.zip.
    const isOwn = name.startsWith(`${release}.`) || name.includes(`-${release}.`)
    if (!isOwn || !name.endsWith('.part')) continue
    const path = join(layout.cache, name)
    freed += await sizeOf(path)
    await rm(path, { force: true })
  }
  return freed
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return 0
    throw cause
  }
}

function unknown(layout: Layout, release: string): AgentError {
  return new AgentError({
    code: 'release_unknown',
    message: `${release} is not in ${layout.releases}`,
    hint: 'goherd-agent ls shows the releases of this host.',
  })
}
