import type { ArchiveSource, SourceSpec } from './archive-source.js'
import { fileSource } from './file-source.js'
import { httpSource } from './http-source.js'

/** The source that a spec describes. */
export function sourceOf(spec: SourceSpec): ArchiveSource {
  switch (spec.kind) {
    case 'http':
      return httpSource(spec)
    case 'file':
      return fileSource(spec.path)
  }
}
