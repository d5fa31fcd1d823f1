import { renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { AgentError } from './agent-error.js'
import { currentText } from './current-link.js'
import { syncFolder, syncFolderNow } from './durable-file.js'
import { errnoOf } from './errno.js'
import { type Layout, manifestOf, treeOf } from './layout.js'
import { isFile } from './look.js'
import { discard } from './staging.js'

/**
 * Makes a release the active one by one rename of the `current` link, durably. Refuses a release that is not completely on
 * disk (`release_incomplete`) and a `current` that is not a link (`current_not_a_link`). System calls are made in one go: the
 * whole is shorter than a turn of the event loop.
 */
export async function activate(layout: Layout, release: string): Promise<void> {
  refuseIncomplete(layout, release)
  const before = currentText(layout)
  pointCurrentAt(layout, `releases/${release}`)
  // A stand-in that an interrupted replacement had left; nothing leads into it any more.
  const [folder, name] = before?.split('/') ?? []
  if (folder === 'staging' && name) await discard(layout, join(layout.staging, name))
}

/** Renames a new link with exactly this text over `current`. */
export function pointCurrentAt(layout: Layout, target: string): void {
  const next = join(layout.root, 'current.next')
  try {
    makeLink(target, next)
    renameSync(next, layout.current)
    syncFolderNow(layout.root)
  } catch (cause) {
    if (errnoOf(cause) !== 'EISDIR' && errnoOf(cause) !== 'ENOTEMPTY') throw AgentError.from(cause)
    unlinkSync(next)
    throw new AgentError({
      code: 'current_not_a_link',
      message: `${layout.current} is a folder, not a link`,
      hint: `Goherd removes nothing that it did not make. Move ${layout.current} away.`,
      cause,
    })
  }
}

/** Takes the `current` link away, durably. Leaves anything that is not a link where it is. */
export async function deactivate(layout: Layout): Promise<void> {
  if (currentText(layout) === undefined) return
  try {
    await unlink(layout.current)
    await syncFolder(layout.root)
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** A link of that name may be left from a kill; the lock on the root makes it ours. */
function makeLink(target: string, path: string): void {
  try {
    symlinkSync(target, path)
  } catch (cause) {
    if (errnoOf(cause) !== 'EEXIST') throw cause
    unlinkSync(path)
    symlinkSync(target, path)
  }
}

function refuseIncomplete(layout: Layout, release: string): void {
  const missing = [manifestOf(layout, release), join(treeOf(layout, release), 'bin', 'go')].find(
    (path) => !isFile(path),
  )
  if (missing === undefined) return
  throw new AgentError({
    code: 'release_incomplete',
    message: `${release} is not completely installed: ${missing} is not there`,
    hint: `Install ${release} first: set the group to it again, or run: goherd-agent use ${release}`,
  })
}
