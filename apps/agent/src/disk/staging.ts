import { rm } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { currentText } from './current-link.js'
import type { Layout } from './layout.js'
import { look } from './look.js'
import { usersOf } from './processes.js'

/**
 * Deletes one folder or file of `staging/`, unless `current` leads into it or a process runs from it: then it is left for later. Answers
 * whether it is gone.
 */
export async function discard(layout: Layout, folder: string): Promise<boolean> {
  const target = currentText(layout)
  if (target !== undefined && isBelow(resolve(layout.root, target), folder)) return false
  const heldATree = ['old', 'stand-in'].some((name) => look(join(folder, name)) !== undefined)
  if (heldATree && usersOf(folder).length > 0) return false
  // The unpacking child of an agent that was killed may write on for a moment, until it notices.
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  return true
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`)
}
