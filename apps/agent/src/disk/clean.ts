import { mkdtemp, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { releaseName } from '@goherd/protocol'
import { AgentError } from './agent-error.js'
import { currentText } from './current-link.js'
import { type Layout, manifestOf, treeOf } from './layout.js'
import { isFile, look } from './look.js'
import { usersOf } from './processes.js'
import { discard } from './staging.js'

/** A part that nobody came back for in a week is of a download that is not wanted any more. */
const PART_DAYS = 7
/** Parts of downloads, and what a killed import or export was working on. */
const MAY_GO = /\.part$|^(import|export)-/
const DAY_MS = 86_400_000

/** What was cleaned up. */
export interface Cleaned {
  readonly staging: number
  readonly parts: number
  /** Releases whose tree or manifest was there without the other. */
  readonly incomplete: readonly string[]
}

/**
 * Clears away what a kill left behind; to be called at the start, with the lock held. Keeps what `current` leads into and what
 * a process runs from, and the parts of downloads that may go on. `now` is in milliseconds since 1970.
 */
export async function clean(layout: Layout, now: number): Promise<Cleaned> {
  try {
    await rm(join(layout.root, 'current.next'), { force: true })
    const incomplete = await setIncompleteAside(layout)
    let staging = 0
    for (const name of await readdir(layout.staging)) {
      if (await discard(layout, join(layout.staging, name))) staging += 1
    }
    for (const folder of [layout.snapshots, layout.state, layout.releases]) await removeUnfinished(folder)
    return { staging, parts: await removeOldParts(layout, now), incomplete }
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** Halves of releases. The active tree stays even then: a go without its manifest is better than none. */
async function setIncompleteAside(layout: Layout): Promise<string[]> {
  const names = await readdir(layout.releases)
  const releases = new Set(names.map((name) => name.replace(/\.manifest$/, '')))
  const incomplete: string[] = []
  for (const release of releases) {
    if (!releaseName.safeParse(release).success) continue
    const tree = look(treeOf(layout, release)) !== undefined
    const manifest = isFile(manifestOf(layout, release))
    if (tree === manifest || currentText(layout) === `releases/${release}`) continue
    if (tree && usersOf(treeOf(layout, release)).length > 0) continue
    incomplete.push(release)
    if (manifest) await unlink(manifestOf(layout, release))
    else
      await rename(treeOf(layout, release), join(await mkdtemp(join(layout.staging, 'incomplete-')), 'old'))
  }
  return incomplete
}

async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder)
  const unfinished = names.filter((name) => name.startsWith('.') && name.endsWith('.tmp'))
  await Promise.all(unfinished.map((name) => rm(join(folder, name), { force: true })))
}

async function removeOldParts(layout: Layout, now: number): Promise<number> {
  let removed = 0
  for (const name of await readdir(layout.cache)) {
    const path = join(layout.cache, name)
    if (!MAY_GO.test(name) || now - (await stat(path)).mtimeMs < PART_DAYS * DAY_MS) continue
    await rm(path, { recursive: true })
    removed += 1
  }
  return removed
}
