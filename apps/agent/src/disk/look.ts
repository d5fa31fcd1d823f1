import { lstatSync, type Stats } from 'node:fs'
import { errnoOf } from './errno.js'

/** What lies at a path itself, links not followed; undefined when nothing does. Other errors are thrown. */
export function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (cause) {
    if (errnoOf(cause) === 'ENOTDIR') return undefined
    throw cause
  }
}

/** True for a regular file at that very path. */
export function isFile(path: string): boolean {
  return look(path)?.isFile() === true
}

/** True for a folder at that very path. */
export function isFolder(path: string): boolean {
  return look(path)?.isDirectory() === true
}
