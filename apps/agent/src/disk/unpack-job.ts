import type { ArchiveRef } from '@goherd/protocol'

/** What is unpacked where. As plain data, so that another process can do it. */
export interface UnpackJob {
  readonly release: string
  readonly archive: ArchiveRef
  /** Where the downloaded part is kept, so that an interrupted download goes on; null for sources on this machine. */
  readonly part: string | null
  /** An empty folder of this job's own. `tree/` and `manifest` are made in it. */
  readonly into: string
}

export interface Progress {
  readonly kind: 'download' | 'unpack'
  /** Bytes of the archive. */
  readonly done: number
  readonly total: number
}

export interface Stage {
  readonly kind: 'download' | 'hash' | 'unpack'
  readonly durationMs: number
}

export interface UnpackWatch {
  onProgress(progress: Progress): void
  onStage(stage: Stage): void
}

/** What was unpacked. `size` is in bytes, the digest that of the manifest. */
export interface Unpacked {
  readonly treeDigest: string
  readonly size: number
}
