import { compareReleaseNames } from '@goherd/model'
import type { IndexedArchive, IndexedRelease } from './parse-index.js'

/** An archive as the catalogue has it now. */
export interface CataloguedArchive extends IndexedArchive {
  readonly release: string
  /** Its bytes were fetched and checked; the digest is not to change any more. */
  readonly kept: boolean
}

/** The catalogue as it is now. */
export interface Catalogue {
  readonly releases: readonly { readonly name: string; readonly listed: boolean }[]
  readonly archives: readonly CataloguedArchive[]
  /** Releases that a revision or an assignment names. */
  readonly referred: ReadonlySet<string>
}

/** What must be written for the catalogue to say what an index says. */
export interface CatalogueDiff {
  /** Kept archives that the index describes differently. When there is any, nothing may be written. */
  readonly contradicted: readonly string[]
  /** All releases of the index, newest first. */
  readonly releases: readonly { readonly name: string; readonly stable: boolean }[]
  readonly addArchives: readonly (IndexedArchive & { readonly release: string })[]
  /** By filename. */
  readonly dropArchives: readonly string[]
  /** No longer in the index, and nothing needs them. */
  readonly dropReleases: readonly string[]
  /** No longer in the index, but kept or referred to. */
  readonly unlistReleases: readonly string[]
  /** What is new to, and gone from, what the source lists. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** Compares the catalogue with an index. */
export function diffCatalogue(catalogue: Catalogue, indexed: readonly IndexedRelease[]): CatalogueDiff {
  const releases = [...indexed].sort((a, b) => compareReleaseNames(a.name, b.name))
  const names = new Set(releases.map((release) => release.name))
  const listed = new Set(catalogue.releases.filter((r) => r.listed).map((r) => r.name))
  const wanted = new Map(
    releases.flatMap((release) =>
      release.archives.map((archive) => [archive.filename, { ...archive, release: release.name }]),
    ),
  )
  const kept = catalogue.archives.filter((archive) => archive.kept)
  const needed = new Set([...catalogue.referred, ...kept.map((archive) => archive.release)])
  const gone = catalogue.releases.map((r) => r.name).filter((name) => !names.has(name))
  const stays = (archive: CataloguedArchive) =>
    archive.kept ||
    same(wanted.get(archive.filename), archive) ||
    (!names.has(archive.release) && needed.has(archive.release))
  const staying = new Set(catalogue.archives.filter(stays).map((archive) => archive.filename))
  return {
    contradicted: contradicted(kept, wanted),
    releases: releases.map(({ name, stable }) => ({ name, stable })),
    addArchives: [...wanted.values()].filter((archive) => !staying.has(archive.filename)),
    dropArchives: catalogue.archives.map((a) => a.filename).filter((filename) => !staying.has(filename)),
    dropReleases: gone.filter((name) => !needed.has(name)),
    unlistReleases: gone.filter((name) => needed.has(name)),
    added: [...names].filter((name) => !listed.has(name)),
    removed: [...listed].filter((name) => !names.has(name)),
  }
}

type Wanted = IndexedArchive & { readonly release: string }

/** Also when the index has the same bytes' place taken by a file of another name. */
function contradicted(kept: readonly CataloguedArchive[], wanted: ReadonlyMap<string, Wanted>): string[] {
  const byPlace = new Map([...wanted.values()].map((archive) => [placeOf(archive), archive]))
  return kept
    .filter((archive) => {
      const told = wanted.get(archive.filename) ?? byPlace.get(placeOf(archive))
      return told !== undefined && !same(told, archive)
    })
    .map((archive) => archive.filename)
}

function placeOf({ release, platform }: Wanted): string {
  return `${release} ${platform}`
}

function same(a: Wanted | undefined, b: Wanted): boolean {
  return (
    a !== undefined &&
    a.filename === b.filename &&
    a.release === b.release &&
    a.platform === b.platform &&
    a.sha256 === b.sha256 &&
    a.size === b.size
  )
}
