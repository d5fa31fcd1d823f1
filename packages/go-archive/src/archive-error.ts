/** What can be wrong with an archive or a manifest. */
export type ArchiveErrorCode =
  | 'archive_truncated'
  | 'archive_malformed'
  | 'archive_bad_checksum'
  | 'archive_unsafe_path'
  | 'archive_unsafe_entry'
  | 'archive_duplicate_path'
  | 'archive_too_large'
  | 'manifest_malformed'

/** An archive that must not be installed. `code` is stable; `hint` says what a person can do. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
  readonly code: ArchiveErrorCode
  readonly hint: string

  constructor(code: ArchiveErrorCode, message: string, hint = HINTS[code]) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

const REPLACE =
  'Nothing was installed. Fetch the archive again from a source you trust and compare its SHA-256 with go.dev/dl.'
const HINTS: Record<ArchiveErrorCode, string> = {
  archive_truncated:
    'The archive ends too early. Fetch it again; if it stays short, the mirror holds a broken copy.',
  archive_malformed: REPLACE,
  archive_bad_checksum: REPLACE,
  archive_unsafe_path: `This is no genuine Go release. ${REPLACE}`,
  archive_unsafe_entry: `This is no genuine Go release. ${REPLACE}`,
  archive_duplicate_path: `This is no genuine Go release. ${REPLACE}`,
  archive_too_large: `This is no genuine Go release. ${REPLACE}`,
  manifest_malformed: 'The tree cannot be trusted without its manifest. Install the release again.',
}
