import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aRelease, OPERATOR, SAMPLE_TIME, VIEWER } from '../../testing/sample-fleet'
import { expiryOf } from './expiry'
import { ReleaseTable } from './release-table'

const archive = (platform: string, kept: boolean) => ({
  filename: `go1.22.12.${platform.replace('/', '-')}.tar.gz`,
  platform,
  sha256: 'c'.repeat(64),
  size: 66_200_000,
  kept,
})

function seed(...releases: ReturnType<typeof aRelease>[]): Seed {
  return [[keys.releases, { source: 'https://go.dev/dl', syncedAt: SAMPLE_TIME, releases }]]
}

describe('the catalogue', () => {
  it('says where it comes from and when it was read', () => {
    expect(words(<ReleaseTable />, seed(aRelease('go1.22.12')))).toMatch(
      /1 release from https:\/\/go.dev\/dl, read .* ago/,
    )
  })

  it('counts who runs a release and who should', () => {
    expect(words(<ReleaseTable />, seed(aRelease('go1.22.12', { hosts: 2, wantedBy: 3 })))).toContain(
      'go1.22.12 2 hosts 3 hosts',
    )
  })

  it('badges what is not plain and supported', () => {
    const said = words(
      <ReleaseTable />,
      seed(
        aRelease('go1.24rc1', { stable: false, support: 'unknown' }),
        aRelease('go1.23.5', { support: 'newer-patch' }),
        aRelease('go1.21.13', { support: 'unsupported' }),
        aRelease('go1.22.12'),
      ),
    )
    expect(said).toContain('go1.24rc1 Pre-release Unknown')
    expect(said).toContain('go1.23.5 Newer patch')
    expect(said).toContain('go1.21.13 Unsupported')
    expect(said).toContain('go1.22.12 none none')
  })

  it('lists the archives that are kept, and counts those that are not', () => {
    const kept = aRelease('go1.22.12', {
      archives: [archive('linux/amd64', true), archive('linux/arm64', false)],
    })
    expect(words(<ReleaseTable />, seed(kept))).toContain('linux/amd64 66.2 MB, checked cccccccccccc')
    expect(words(<ReleaseTable />, seed(kept))).not.toContain('linux/arm64')
    const none = aRelease('go1.22.12', { archives: [archive('linux/amd64', false)] })
    expect(words(<ReleaseTable />, seed(none))).toContain('1 archive, none kept')
  })

  it('says what to do when it is empty', () => {
    expect(words(<ReleaseTable />, seed())).toContain('The catalogue is empty. Sync it')
  })
})

describe('a recall', () => {
  const recall = {
    release: 'go1.22.12',
    reason: 'miscompiles on arm64',
    by: 'Grace',
    since: SAMPLE_TIME,
    expiresAt: '2999-01-01T00:00:00.000Z',
    digests: [],
  }
  const recalled = aRelease('go1.22.12', { recall })

  it('is a badge with why, who and until when', () => {
    expect(words(<ReleaseTable />, seed(recalled))).toMatch(
      /go1.22.12 Recalled miscompiles on arm64, Grace, .* ago, expires in \d+ d/,
    )
    const forGood = aRelease('go1.22.12', { recall: { ...recall, expiresAt: null } })
    expect(words(<ReleaseTable />, seed(forGood))).not.toContain('expires')
  })

  it('can be made of a release, or lifted, each by its name', () => {
    const html = markup(<ReleaseTable />, [[keys.me, OPERATOR], ...seed(recalled, aRelease('go1.23.5'))])
    expect(html).toMatch(/<button[^>]*aria-label="Lift recall of go1.22.12"[^>]*>Lift recall<\/button>/)
    expect(html).toMatch(/<button[^>]*aria-label="Recall of go1.23.5"[^>]*>Recall<\/button>/)
    expect(html).not.toContain('aria-disabled=')
  })

  it('is refused to a viewer, in sight', () => {
    const html = markup(<ReleaseTable />, [[keys.me, VIEWER], ...seed(recalled)])
    expect(html).toContain('title="this needs the role operator')
  })

  it.each([
    ['', null],
    ['1', '2026-03-05T00:00:00.000Z'],
    ['30', '2026-04-03T00:00:00.000Z'],
    ['nonsense', null],
  ])('that lasts %j ends %s', (choice, at) => {
    expect(expiryOf(choice, Date.UTC(2026, 2, 4))).toBe(at)
  })
})
