import type { ReleaseDetail } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { aRelease, OPERATOR, SAMPLE_TIME } from '../../testing/sample-fleet'
import { ReleasePage } from './release-page'

const kept: ReleaseDetail['provenance'][number] = {
  ...{ filename: 'go1.22.12.linux-amd64.tar.gz', platform: 'linux/amd64', sha256: 'abc', size: 1000 },
  ...{ kept: true, keptAt: SAMPLE_TIME, treeDigest: 'tree', fetchedFrom: 'https://mirror.example/x' },
  checks: [
    { check: 'SHA-256', ok: true, says: 'is the catalogue’s' },
    { check: 'Signature', ok: false, says: 'not checked' },
  ],
}
const notKept = { ...kept, filename: 'other', kept: false, keptAt: null, checks: [] }
const recall = {
  ...{
    release: 'go1.22.12',
    reason: 'it crashes',
    by: 'ada',
    since: SAMPLE_TIME,
    expiresAt: null,
    digests: [],
  },
  ...{ liftedAt: SAMPLE_TIME, liftedBy: 'grace' },
}
const detail = (change: Partial<ReleaseDetail> = {}): ReleaseDetail => ({
  ...aRelease('go1.22.12', { hosts: 3, wantedBy: 1 }),
  ...{ source: 'https://go.dev/dl', provenance: [kept, notKept], recalls: [recall] },
  ...{ onQuery: 'go:go1.22.12', wantedQuery: 'wanted:go1.22.12' },
  ...change,
})
const seed = (change?: Partial<ReleaseDetail>) =>
  [
    [keys.me, OPERATOR],
    [keys.release('go1.22.12'), detail(change)],
  ] as const
const said = (change?: Partial<ReleaseDetail>) => words(<ReleasePage name="go1.22.12" />, seed(change))

describe('the page of a release', () => {
  it('says what was checked and what was not', () => {
    expect(said()).toMatch(/SHA-256 checked ?: is the catalogue’s Signature not vouched for ?: not checked/)
    expect(said()).toContain('not fetched yet: nothing was checked the catalogue says SHA-256 abc')
  })

  it('leads to the hosts that have it, and that should', () => {
    const html = markup(<ReleasePage name="go1.22.12" />, seed())
    expect(html).toContain('href="/hosts?q=go%3Ago1.22.12"')
    expect(html).toContain('href="/hosts?q=wanted%3Ago1.22.12"')
    expect(said()).toContain('active on 3 hosts')
  })

  it('remembers its recalls, lifted ones too', () => {
    expect(said()).toMatch(/it crashes by ada, .*; lifted by grace/)
    expect(said({ recalls: [] })).toContain('It was never recalled.')
  })
})
