import { ArchiveError } from './archive-error.js'

/** The paths an archive has used so far. */
export class PathClaims {
  readonly #seen = new Map<string, 'file' | 'folder'>()

  /** Every path once, also when case is ignored; no path below a file. Throws `archive_duplicate_path`. */
  claim(path: string, kind: 'file' | 'folder'): void {
    const folded = path.normalize('NFC').toLowerCase()
    const before = this.#seen.get(folded)
    if (before !== undefined && (before === 'file' || kind === 'file')) {
      throw new ArchiveError('archive_duplicate_path', `the same path twice in archive: ${path}`)
    }
    this.#seen.set(folded, kind)
    for (let slash = folded.lastIndexOf('/'); slash > 0; slash = folded.lastIndexOf('/', slash - 1)) {
      const parent = folded.slice(0, slash)
      const parentKind = this.#seen.get(parent)
      if (parentKind === 'file')
        throw new ArchiveError('archive_duplicate_path', `a path below a file in archive: ${path}`)
      if (parentKind === 'folder') return
      this.#seen.set(parent, 'folder')
    }
  }
}
