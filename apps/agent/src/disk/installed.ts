import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Manifest, parseManifest } from '@goherd/go-archive'
import { compareReleaseNames, type InstalledRelease } from '@goherd/model'
import { releaseName } from '@goherd/protocol'
import { AgentError } from './agent-error.js'
import { errnoOf } from './errno.js'
import { FileMemo } from './file-memo.js'
import { type Layout, manifestOf, treeOf } from './layout.js'
import { isFile, isFolder, look } from './look.js'
import { readPins } from './pins.js'

/** A file that is looked at often to notice a tree that was deleted or emptied. */
export interface Marker {
  readonly path: string
  readonly size: number
}

/** What is kept in memory of a manifest: a few hundred bytes of its megabyte. */
export interface ManifestDigest {
  readonly treeDigest: string
  readonly size: number
  readonly goEnv: string | null
  readonly markers: readonly Marker[]
}

const memo = new FileMemo((bytes, path): ManifestDigest | null => {
  const manifest = tryParse(bytes.toString('utf8'))
  if (manifest === undefined || !path.endsWith(`/${manifest.release}.manifest`)) return null
  return {
    treeDigest: createHash('sha256').update(bytes).digest('hex'),
    size: manifest.files.reduce((sum, file) => sum + file.size, 0),
    goEnv: manifest.goEnv,
    markers: manifest.files.filter((file) => isMarker(file.path)).map(({ path, size }) => ({ path, size })),
  }
})

function tryParse(text: string): Manifest | undefined {
  try {
    return parseManifest(text)
  } catch (cause) {
    if (AgentError.from(cause).code === 'manifest_malformed') return undefined
    throw cause
  }
}

/** The programs, and one file of each part of a tree that a build needs. */
function isMarker(path: string): boolean {
  return /^(VERSION|bin\/[^/]+|pkg\/tool\/[^/]+\/(compile|link|asm)|src\/(fmt\/print|runtime\/proc|os\/file)\.go)$/.test(
    path,
  )
}

/** The manifest of a release in short; undefined when there is none or when it is not one Goherd wrote. */
export function manifestDigest(layout: Layout, release: string): ManifestDigest | undefined {
  return memo.of(manifestOf(layout, release)) ?? undefined
}

/** The programs and main parts of a release that are gone or have another size, as paths in its tree. Reads no bytes. */
export function damagedMarkers(layout: Layout, release: string): string[] {
  const markers = manifestDigest(layout, release)?.markers ?? []
  return markers.filter((marker) => !isWhole(treeOf(layout, release), marker)).map(({ path }) => path)
}

function isWhole(tree: string, { path, size }: Marker): boolean {
  const found = look(join(tree, path))
  return found?.isFile() === true && found.size === size
}

/** The whole manifest of a release. Throws `release_incomplete` without one, `manifest_malformed` for a damaged one. */
export function readManifest(layout: Layout, release: string): Manifest {
  try {
    return parseManifest(readFileSync(manifestOf(layout, release), 'utf8'))
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw AgentError.from(cause)
    throw new AgentError({
      code: 'release_incomplete',
      message: `${release} has no manifest in ${layout.releases}`,
      hint: `Install ${release} again: set the group to it, or run: goherd-agent use ${release}`,
      cause,
    })
  }
}

/** True when a release's tree and its completeness mark are both there. Bytes are not looked at. */
export function isComplete(layout: Layout, release: string): boolean {
  return (
    isFolder(treeOf(layout, release)) &&
    isFile(join(treeOf(layout, release), 'bin', 'go')) &&
    manifestDigest(layout, release) !== undefined
  )
}

/** The releases that are completely on disk, newest Go first. */
export function listInstalled(layout: Layout): InstalledRelease[] {
  const pins = readPins(layout)
  return readdirSync(layout.releases)
    .flatMap((name) => (name.endsWith('.manifest') ? [name.slice(0, -'.manifest'.length)] : []))
    .filter((release) => releaseName.safeParse(release).success && isComplete(layout, release))
    .sort(compareReleaseNames)
    .flatMap((release) => {
      const digest = manifestDigest(layout, release)
      if (!digest) return []
      const { treeDigest, size } = digest
      return [{ release, treeDigest, size, ...(pins.includes(release) ? { pinned: true } : {}) }]
    })
}
