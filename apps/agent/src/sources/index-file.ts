import { compareReleaseNames } from '@goherd/model'
import { type ArchiveRef, archiveRef, releaseName } from '@goherd/protocol'
import { z } from 'zod'
import { AgentError } from '../disk/agent-error.js'
import { goPlatform } from './go-platform.js'
import type { Catalogue } from './release-source.js'

/** A release as an index lists it. */
export interface IndexedRelease {
  readonly name: string
  readonly stable: boolean
  /** By platform in Go's words. */
  readonly archives: ReadonlyMap<string, ArchiveRef>
}

const file = z.object({
  filename: z.string().max(256),
  os: z.string().max(32),
  arch: z.string().max(32),
  sha256: z.string().max(64),
  size: z.number(),
  kind: z.string().max(32),
})
const release = z.object({ version: z.string().max(64), stable: z.boolean(), files: z.array(file).max(500) })
const index = z.array(release).max(5000)

/**
 * Reads an index in the format of the official site. Whatever is no archive of a release with digest and size is left out. Throws
 * `index_malformed`, also for a web page and for an index that lists nothing.
 */
export function parseIndex(text: string, where: string): IndexedRelease[] {
  const parsed = index.safeParse(parseJson(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const what = text.trimStart().startsWith('<')
      ? 'it is a web page'
      : `${issue?.path.join('.')} is not right`
    throw malformed(where, what)
  }
  const releases = parsed.data.flatMap(({ version, stable, files }): IndexedRelease[] => {
    const archives = archivesOf(version, files)
    return releaseName.safeParse(version).success && archives.size > 0
      ? [{ name: version, stable, archives }]
      : []
  })
  const names = new Set(releases.map(({ name }) => name))
  if (names.size < releases.length) throw malformed(where, 'it lists a release twice')
  if (releases.length === 0) throw malformed(where, 'it lists no archive with size and digest')
  return releases
}

function archivesOf(version: string, files: readonly z.infer<typeof file>[]): Map<string, ArchiveRef> {
  const archives = new Map<string, ArchiveRef>()
  for (const { filename, os, arch, sha256, size, kind } of files) {
    const ref = archiveRef.safeParse({ filename, sha256, size })
    if (kind !== 'archive' || os === '' || arch === '' || arch === 'bootstrap' || !ref.success) continue
    const platform = goPlatform(`${os}/${arch}`)
    // Some old releases have an archive for each macOS version besides the plain one, which is preferred.
    if (archives.has(platform) && !filename.startsWith(`${version}.${os}-${arch}.`)) continue
    archives.set(platform, ref.data)
  }
  return archives
}

/** What an index offers to a platform. */
export function catalogueOf(releases: readonly IndexedRelease[], platform: string): Catalogue {
  const newestFirst = [...releases].sort((a, b) => compareReleaseNames(a.name, b.name))
  return {
    releases: newestFirst
      .filter(({ archives }) => archives.has(platform))
      .map(({ name, stable }) => ({ name, stable })),
    elsewhere: newestFirst.filter(({ archives }) => !archives.has(platform)).map(({ name }) => name),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

function malformed(where: string, what: string): AgentError {
  return new AgentError({
    code: 'index_malformed',
    message: `${where} is not an index of Go releases: ${what}`,
    hint: 'Compare it with https://go.dev/dl/?mode=json&include=all, or choose another source with --source.',
  })
}
