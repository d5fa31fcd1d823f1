import { linkSync, mkdirSync, readdirSync } from 'node:fs'
import { chmod, rename } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { activate, pointCurrentAt } from './activate.js'
import { AgentError } from './agent-error.js'
import { currentText } from './current-link.js'
import { syncFolder } from './durable-file.js'
import { errnoOf } from './errno.js'
import { flushTree } from './flush.js'
import { type Layout, manifestOf, treeOf } from './layout.js'
import { isFolder, look } from './look.js'

/**
 * Gives a flushed tree its place: one rename makes it appear, and the manifest, renamed last, makes it count. `from` holds
 * `tree/` and `manifest`. Whatever lies in that place is moved into `from`, not deleted and not written over.
 */
export async function placeTree(layout: Layout, release: string, from: string): Promise<void> {
  const isCurrent = currentText(layout) === `releases/${release}`
  const inTheWay = look(treeOf(layout, release)) !== undefined
  const standsIn = isCurrent && inTheWay && isFolder(treeOf(layout, release))
  if (!standsIn) return place(layout, release, from)
  try {
    await standIn(layout, from)
    await place(layout, release, from)
    await activate(layout, release)
  } catch (cause) {
    await endStandIn(layout, release, from)
    throw cause
  }
}

async function place(layout: Layout, release: string, from: string): Promise<void> {
  if (await moveIfThere(manifestOf(layout, release), join(from, 'old.manifest')))
    await syncFolder(layout.releases)
  await moveIfThere(treeOf(layout, release), join(from, 'old'))
  await rename(join(from, 'tree'), treeOf(layout, release))
  await syncFolder(layout.releases)
  await rename(join(from, 'manifest'), manifestOf(layout, release))
  await syncFolder(layout.releases)
}

/**
 * The tree to replace is the active one, and two renames cannot happen at once: between them there would be no go. So `current`
 * leads to a copy of the new tree, made of hard links, until the new tree is in its place.
 */
async function standIn(layout: Layout, from: string): Promise<void> {
  const copy = join(from, 'stand-in')
  linkTree(join(from, 'tree'), copy)
  await chmod(from, 0o755)
  // The files were flushed with the tree they are of; the folders of the copy are new.
  await flushTree(copy, new AbortController().signal)
  pointCurrentAt(layout, relative(layout.root, copy))
}

/**
 * Something failed while `current` led to the stand-in: a whole tree gets its place, the new one if it has come so far, else the one
 * before, and `current` leads there again. Where the disk refuses that as well, `current` stays with the stand-in, which is whole
 * and is not deleted then; the next try, or the next start, goes on from there.
 */
async function endStandIn(layout: Layout, release: string, from: string): Promise<void> {
  try {
    const hasNew = look(join(from, 'tree')) === undefined
    if (look(treeOf(layout, release)) === undefined)
      await moveIfThere(join(from, 'old'), treeOf(layout, release))
    if (look(manifestOf(layout, release)) === undefined)
      await moveIfThere(join(from, hasNew ? 'manifest' : 'old.manifest'), manifestOf(layout, release))
    await syncFolder(layout.releases)
    await activate(layout, release)
  } catch (cause) {
    if (errnoOf(cause) === undefined && !(cause instanceof AgentError)) throw cause
    leadBackIn(layout, join(from, 'stand-in'))
  }
}

/** A rename that could not be made durable may be lost with the power: what it led away from has to stay. */
function leadBackIn(layout: Layout, standIn: string): void {
  if (look(standIn) === undefined || currentText(layout)?.startsWith('staging/')) return
  try {
    pointCurrentAt(layout, relative(layout.root, standIn))
  } catch (cause) {
    if (errnoOf(cause) === undefined && !(cause instanceof AgentError)) throw cause
  }
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { mode: 0o755 })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) linkTree(join(from, entry.name), join(to, entry.name))
    else linkSync(join(from, entry.name), join(to, entry.name))
  }
}

async function moveIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return false
    throw cause
  }
}
