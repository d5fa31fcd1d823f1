import { mkdtemp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { AgentError } from './agent-error.js'
import { currentText } from './current-link.js'
import { syncFolder } from './durable-file.js'
import { type Layout, manifestOf, treeOf } from './layout.js'
import { look } from './look.js'
import { type User, usersOf } from './processes.js'
import { discard } from './staging.js'

/** What must stay, whatever is asked. */
export interface RemoveGuards {
  /** Where a rollback of this host would lead; null when nowhere. */
  readonly rollbackTarget: string | null
  readonly pinned: readonly string[]
}

/** Why a release stays. */
export type KeepReason =
  | { readonly kind: 'current' }
  | { readonly kind: 'rollback-target' }
  | { readonly kind: 'pinned' }
  | { readonly kind: 'in-use'; readonly by: User }

/**
 * Takes a release off the disk: its manifest first, by one rename, so that it no longer counts; then its tree, deleted from
 * staging. Throws `release_kept` when it must stay, and `release_unknown` when there is none.
 */
export async function removeRelease(layout: Layout, release: string, guards: RemoveGuards): Promise<void> {
  try {
    const reason = whyKept(layout, release, guards)
    if (reason) throw kept(release, reason)
    const tree = treeOf(layout, release)
    const manifest = manifestOf(layout, release)
    if (look(tree) === undefined && look(manifest) === undefined) throw unknown(layout, release)
    const into = await mkdtemp(join(layout.staging, 'removed-'))
    if (look(manifest)) await rename(manifest, join(into, 'old.manifest'))
    await syncFolder(layout.releases)
    if (look(tree)) await rename(tree, join(into, 'old'))
    await syncFolder(layout.releases)
    await discard(layout, into)
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** The first reason against removing a release, or undefined. A link that leads into the tree in any form counts. */
function whyKept(layout: Layout, release: string, guards: RemoveGuards): KeepReason | undefined {
  const target = currentText(layout) ?? ''
  if (target.split('/').includes(release)) return { kind: 'current' }
  if (guards.rollbackTarget === release) return { kind: 'rollback-target' }
  if (guards.pinned.includes(release)) return { kind: 'pinned' }
  const [by] = usersOf(treeOf(layout, release))
  return by ? { kind: 'in-use', by } : undefined
}

function describe(reason: KeepReason): { readonly message: string; readonly hint: string } {
  switch (reason.kind) {
    case 'current':
      return { message: 'it is the active one', hint: 'Switch to another release first.' }
    case 'rollback-target':
      return { message: 'a rollback would need it', hint: 'It can go when the host has moved on once more.' }
    case 'pinned':
      return { message: 'it is pinned', hint: 'Unpin it first.' }
    case 'in-use':
      return {
        message: `process ${reason.by.pid} runs ${reason.by.program}`,
        hint: `Wait until process ${reason.by.pid} has ended. It is tried again by itself.`,
      }
  }
}

function kept(release: string, reason: KeepReason): AgentError {
  const { message, hint } = describe(reason)
  return new AgentError({ code: 'release_kept', message: `${release} stays: ${message}`, hint })
}

function unknown(layout: Layout, release: string): AgentError {
  return new AgentError({
    code: 'release_unknown',
    message: `${release} is not in ${layout.releases}`,
    hint: 'goherd-agent ls shows the releases of this host.',
  })
}
