import { describe, expect, it } from 'vitest'
import { checksOf, type KnownArchive } from './provenance-checks.js'

const archive: KnownArchive = {
  filename: 'go1.22.12.linux-amd64.tar.gz',
  sha256: 'abc',
  size: 17,
  kept: true,
  treeDigest: 'tree',
  fetchedFrom: 'https://go.dev/dl/go1.22.12.linux-amd64.tar.gz',
}
const outcome = (change: Partial<KnownArchive>) =>
  Object.fromEntries(checksOf({ ...archive, ...change }).map(({ check, ok }) => [check, ok]))
const said = (change: Partial<KnownArchive>) =>
  checksOf({ ...archive, ...change })
    .map(({ says }) => says)
    .join('\n')

describe('what was checked of an archive', () => {
  it('is its digest, its source and its tree; its signature is not', () => {
    expect(outcome({})).toEqual({ 'SHA-256': true, Source: true, 'Tree digest': true, Signature: false })
    expect(said({})).toContain('17 bytes were hashed')
  })

  it('is nothing while it is not kept', () => {
    expect(checksOf({ ...archive, kept: false })).toEqual([])
  })

  it('says that the way was not safe, or is not known', () => {
    expect(outcome({ fetchedFrom: 'http://mirror/x' })).toMatchObject({ Source: false })
    expect(said({ fetchedFrom: 'http://mirror/x' })).toContain('without TLS')
    expect(outcome({ fetchedFrom: null })).toMatchObject({ Source: false })
    expect(outcome({ fetchedFrom: '/srv/go/x' })).toMatchObject({ Source: true })
  })

  it('says why there is no tree', () => {
    expect(said({ treeDigest: null, filename: 'go1.22.12.windows-amd64.zip' })).toContain('zip archives')
    expect(outcome({ treeDigest: null })).toMatchObject({ 'Tree digest': false })
  })
})
