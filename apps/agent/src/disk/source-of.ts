import { isAbsolute } from 'node:path'
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

/** The source at a place that this machine's owner named: an absolute path, or else an http or https address. */
export function sourceFrom(from: string): ArchiveSource {
  return isAbsolute(from) ? fileSource(from) : httpSource({ url: from })
}
