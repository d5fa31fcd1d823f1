/** Bytes of an archive from somewhere. They are never trusted: size and digest are known before. */
export interface ArchiveSource {
  /**
   * The archive from byte `from` on (`rest`), or all of it when the other side cannot start in the middle (`whole`). Throws
   * AgentError. The caller tries again; a source makes one attempt.
   */
  open(from: number, signal: AbortSignal): Promise<OpenedArchive>
  /** How to make the same source in another process. Without it the work is done in this one. */
  readonly spec?: SourceSpec
}

export interface OpenedArchive {
  readonly status: 'whole' | 'rest'
  readonly body: AsyncIterable<Uint8Array>
}

/** A source as plain data. */
export type SourceSpec =
  | { readonly kind: 'http'; readonly url: string; readonly etag?: string | undefined }
  | { readonly kind: 'file'; readonly path: string }
