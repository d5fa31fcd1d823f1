import { type NamedRelease, resolveRelease, type Support, supportOf } from '@goherd/model'
import { asSentence } from '../../ui/as-sentence'

/** What the field for a Go version says about its content. */
export type VersionNote =
  | { readonly kind: 'none' }
  | { readonly kind: 'ok'; readonly release: string; readonly note: string }
  | { readonly kind: 'wrong'; readonly note: string }

const SUPPORT_NOTES: Readonly<Record<Support, string>> = {
  supported: 'in the catalogue, and supported by Go',
  'newer-patch': 'a newer patch exists',
  unsupported: 'Go no longer supports it',
  unknown: 'in the catalogue',
}

/** Resolves what was typed against the catalogue, and says to which release it comes. */
export function versionNote(asked: string, catalogue: readonly NamedRelease[]): VersionNote {
  const trimmed = asked.trim()
  if (trimmed === '') return { kind: 'none' }
  const resolution = resolveRelease(trimmed, catalogue)
  switch (resolution.kind) {
    case 'exact':
      return {
        kind: 'ok',
        release: resolution.release,
        // The field itself says which release it is.
        note: asSentence(SUPPORT_NOTES[supportOf(resolution.release, catalogue)]),
      }
    case 'resolved': {
      const support = supportOf(resolution.release, catalogue)
      const aside = support === 'supported' || support === 'unknown' ? '' : `; ${SUPPORT_NOTES[support]}`
      return {
        kind: 'ok',
        release: resolution.release,
        note: `${resolution.release}, the newest patch of ${resolution.line}${aside}`,
      }
    }
    case 'malformed':
      return { kind: 'wrong', note: `“${resolution.asked}” is not a Go version; write 1.22 or go1.22.12` }
    case 'unknown': {
      const near =
        resolution.nearest.length === 0
          ? 'the catalogue is empty: sync it'
          : `near: ${resolution.nearest.join(', ')}`
      return { kind: 'wrong', note: `${resolution.asked} is not in the catalogue; ${near}` }
    }
  }
}
