import type { CataloguedArchive } from './diff-catalogue.js'
import type { IndexedRelease } from './parse-index.js'

interface Known {
  readonly releases: readonly { readonly name: string; readonly listed: boolean; readonly stable: boolean }[]
  readonly archives: readonly CataloguedArchive[]
}

/**
 * What the catalogue is to say after a mirror was read in the configured source's place: all that is known stays as the
 * configured source said it, digests included, and only releases that nobody heard of are added. A mirror that is behind takes
 * nothing away, and one that was tampered with changes nothing.
 */
export function supplementCatalogue(known: Known, indexed: readonly IndexedRelease[]): IndexedRelease[] {
  const archivesOf = new Map<string, CataloguedArchive[]>()
  for (const archive of known.archives) {
    archivesOf.set(archive.release, [...(archivesOf.get(archive.release) ?? []), archive])
  }
  const listed = known.releases.filter((release) => release.listed)
  const heardOf = new Set(listed.map((release) => release.name))
  return [
    ...listed.map(({ name, stable }) => ({ name, stable, archives: archivesOf.get(name) ?? [] })),
    ...indexed.filter((release) => !heardOf.has(release.name)),
  ]
}
