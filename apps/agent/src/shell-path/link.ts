import { randomBytes } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { rename, rm, symlink, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { look } from '../disk/look.js'
import type { WantedLink } from './places.js'
import { makeFolders } from './startup-file.js'

/** What is to happen to a name that a link should have. */
export type LinkPlan =
  | { readonly kind: 'keep'; readonly path: string }
  | { readonly kind: 'make'; readonly path: string; readonly target: string }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'skip'; readonly path: string; readonly reason: string }

/** Plans a link. A name that is taken by anything that is not this root's is left alone. */
export function planLink({ path, target }: WantedLink, root: string): LinkPlan {
  const text = ownText(path, root)
  if (text === target) return { kind: 'keep', path }
  if (text !== undefined || look(path) === undefined) return { kind: 'make', path, target }
  return { kind: 'skip', path, reason: 'it is there already, and not of this root' }
}

/** Plans to take a link away, if it is this root's. */
export function planUnlink(path: string, root: string): LinkPlan {
  if (look(path) === undefined) return { kind: 'keep', path }
  return ownText(path, root) === undefined
    ? { kind: 'skip', path, reason: 'it is not of this root any more' }
    : { kind: 'delete', path }
}

/** Carries a plan out. Answers the folders that had to be made, outermost first. Throws AgentError. */
export async function carryOutLink(plan: LinkPlan): Promise<readonly string[]> {
  try {
    switch (plan.kind) {
      case 'keep':
      case 'skip':
        return []
      case 'delete':
        await unlink(plan.path)
        return []
      case 'make': {
        const made = await makeFolders(dirname(plan.path))
        await put(plan.path, plan.target)
        return made
      }
    }
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** By a rename, so that an older link of ours is never missing in between. */
async function put(path: string, target: string): Promise<void> {
  const beside = `${path}.goherd-${randomBytes(6).toString('hex')}`
  await symlink(target, beside)
  try {
    await rename(beside, path)
  } catch (cause) {
    await rm(beside, { force: true })
    throw cause
  }
}

/** The text of a link that leads into this root; undefined for everything else. */
function ownText(path: string, root: string): string | undefined {
  if (look(path)?.isSymbolicLink() !== true) return undefined
  const text = readlinkSync(path)
  return text.startsWith(`${root}/`) ? text : undefined
}
