import { describe, expect, it } from 'vitest'
import { type Catalogue, type CataloguedArchive, diffCatalogue } from './diff-catalogue.js'
import type { IndexedRelease } from './parse-index.js'

function archive(release: string, over: Partial<CataloguedArchive> = {}): CataloguedArchive {
  const filename = `${release}.linux-amd64.tar.gz`
  return {
    release,
    filename,
    platform: 'linux/amd64',
    sha256: 'a'.repeat(64),
    size: 10,
    kept: false,
    ...over,
  }
}

function indexed(...archives: readonly CataloguedArchive[]): IndexedRelease[] {
  return [...new Set(archives.map((a) => a.release))].map((name) => ({
    name,
    stable: true,
    archives: archives
      .filter((a) => a.release === name)
      .map(({ filename, platform, sha256, size }) => ({ filename, platform, sha256, size })),
  }))
}

function catalogue(archives: readonly CataloguedArchive[], referred: readonly string[] = []): Catalogue {
  const names = [...new Set(archives.map((a) => a.release))]
  return { releases: names.map((name) => ({ name, listed: true })), archives, referred: new Set(referred) }
}

const OLD = archive('go1.21.13')
const NEW = archive('go1.22.12')
const OTHER_BYTES = { sha256: 'b'.repeat(64) }

describe('diffCatalogue', () => {
  it('fills an empty catalogue, newest first whatever the order of the index', () => {
    const diff = diffCatalogue(catalogue([]), indexed(OLD, NEW))
    expect(diff.releases.map((r) => r.name)).toEqual(['go1.22.12', 'go1.21.13'])
    expect(diff.added).toEqual(['go1.22.12', 'go1.21.13'])
    expect(diff.addArchives.map((a) => a.filename).sort()).toEqual([OLD.filename, NEW.filename])
  })

  it('writes nothing but positions when nothing changed', () => {
    const diff = diffCatalogue(catalogue([OLD, { ...NEW, kept: true }]), indexed(NEW, OLD))
    expect(diff).toMatchObject({
      contradicted: [],
      addArchives: [],
      dropArchives: [],
      added: [],
      removed: [],
    })
  })

  it('replaces an archive that nobody fetched when its bytes changed', () => {
    const diff = diffCatalogue(catalogue([NEW]), indexed({ ...NEW, ...OTHER_BYTES }))
    expect(diff.contradicted).toEqual([])
    expect(diff.dropArchives).toEqual([NEW.filename])
    expect(diff.addArchives).toEqual([expect.objectContaining({ ...OTHER_BYTES, filename: NEW.filename })])
  })

  it.each([
    ['digest', OTHER_BYTES],
    ['size', { size: 11 }],
    ['platform', { platform: 'linux/arm64' }],
    ['name', { filename: 'go1.22.12.linux-amd64.zip' }],
  ])('is contradicted when a kept archive has another %s', (_, change) => {
    const diff = diffCatalogue(catalogue([{ ...NEW, kept: true }]), indexed({ ...NEW, ...change }))
    expect(diff.contradicted).toEqual([NEW.filename])
  })

  it('drops a release that is gone and that nothing needs', () => {
    const diff = diffCatalogue(catalogue([OLD, NEW]), indexed(NEW))
    expect(diff).toMatchObject({
      dropReleases: ['go1.21.13'],
      dropArchives: [OLD.filename],
      unlistReleases: [],
      removed: ['go1.21.13'],
    })
  })

  it.each([
    ['kept', catalogue([{ ...OLD, kept: true }, NEW])],
    ['referred to', catalogue([OLD, NEW], ['go1.21.13'])],
  ])('only unlists a release that is gone but %s, with its archives', (_, before) => {
    const diff = diffCatalogue(before, indexed(NEW))
    expect(diff).toMatchObject({ dropReleases: [], dropArchives: [], unlistReleases: ['go1.21.13'] })
    expect(diff.removed).toEqual(['go1.21.13'])
  })

  it('lists a release again that comes back', () => {
    const before = {
      ...catalogue([{ ...OLD, kept: true }]),
      releases: [{ name: 'go1.21.13', listed: false }],
    }
    const diff = diffCatalogue(before, indexed(OLD, NEW))
    expect([...diff.added].sort()).toEqual(['go1.21.13', 'go1.22.12'])
    expect(diff.addArchives.map((a) => a.filename)).toEqual([NEW.filename])
  })

  it('keeps the bytes of a platform that a listed release lost', () => {
    const arm = archive('go1.22.12', {
      filename: 'go1.22.12.linux-arm64.tar.gz',
      platform: 'linux/arm64',
      kept: true,
    })
    expect(diffCatalogue(catalogue([NEW, arm]), indexed(NEW))).toMatchObject({
      dropArchives: [],
      contradicted: [],
    })
  })
})
