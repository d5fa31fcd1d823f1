import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { words } from '../../testing/render'
import { aHostDetail, OPERATOR, SAMPLE_TIME } from '../../testing/sample-fleet'
import { HostPage } from './host-page'

describe('the differences of snapshots', () => {
  const observed = aHostDetail().observed
  const snapshots = [
    {
      ...{ id: 's-1', parent: null, treeDigest: null, release: 'go1.21.13', reason: 'before epoch 3' },
      settings: { GOFLAGS: '-trimpath' },
      takenAt: SAMPLE_TIME,
    },
    {
      ...{ id: 's-2', parent: 's-1', treeDigest: null, release: 'go1.22.12', reason: 'before epoch 4' },
      settings: {},
      takenAt: '2026-03-05T00:00:00.000Z',
    },
  ]
  const shown = (address: string) =>
    words(
      <HostPage name="ci-1" />,
      [
        [keys.me, OPERATOR],
        [keys.host('ci-1'), aHostDetail({ observed: observed && { ...observed, snapshots } })],
      ],
      `?tab=snapshots${address}`,
    )

  it('are at first those of the newest to the present', () => {
    expect(shown('')).toContain('Nothing: the same Go with the same settings.')
  })

  it('are of the two that the address names', () => {
    const said = shown('&before=s-1&after=s-2')
    expect(said).toContain('What First Second Go go1.21.13 go1.22.12 GOFLAGS -trimpath not set')
    expect(shown('&before=s-2&after=s-1')).toContain('Go go1.22.12 go1.21.13 GOFLAGS not set -trimpath')
  })

  it('do not stumble over a snapshot that is gone', () => {
    expect(shown('&before=nobody&after=nobody')).toContain('Nothing: the same Go')
  })
})
