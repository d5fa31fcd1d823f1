import { ArchiveError } from './archive-error.js'

const MAX_PATH = 512
const MAX_DEPTH = 32

/** True for characters that have no place in a Go tree: controls, backslash, colon (drives and streams on Windows), DEL. */
function hasForbiddenCharacter(path: string): boolean {
  for (let i = 0; i < path.length; i++) {
    const c = path.charCodeAt(i)
    if (c < 0x20 || c === 0x5c || c === 0x3a || c === 0x7f) return true
  }
  return false
}

/** The folder that everything in a release's archive lies in. */
export const RELEASE_TOP = 'go'

/**
 * The path of an archive entry below the tree's root, without the top folder (one segment or several, `go` in releases); `''` for
 * the top folder itself. Throws `archive_unsafe_path` for anything that is not a plain relative path under it.
 */
export function treePath(name: string, top: string = RELEASE_TOP): string {
  const path = name.endsWith('/') ? name.slice(0, -1) : name
  const unsafe = (why: string) =>
    new ArchiveError(
      'archive_unsafe_path',
      `unsafe path in archive, ${why}: ${JSON.stringify(name.slice(0, 200))}`,
    )
  if (path.length > MAX_PATH) throw unsafe('too long')
  if (path.startsWith('/')) throw unsafe('absolute')
  if (hasForbiddenCharacter(path)) throw unsafe('forbidden character')
  const segments = path.split('/')
  if (segments.length > MAX_DEPTH) throw unsafe('too deep')
  if (segments.some((s) => s === '' || s === '.' || s === '..' || s.endsWith(' ') || s.endsWith('.'))) {
    throw unsafe('empty, dot or trailing-dot segment')
  }
  if (path === top) return ''
  if (!path.startsWith(`${top}/`)) throw unsafe(`outside ${top}/`)
  return path.slice(top.length + 1)
}
