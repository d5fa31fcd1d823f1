import { describe, expect, it } from 'vitest'
import { diffRevisions } from './diff-revisions.js'

const state = { release: 'go1.22.12', settings: { GOFLAGS: '-mod=mod', GOPROXY: 'direct' }, policy: {} }

describe('the difference of two revisions', () => {
  it('is nothing for the same state', () => {
    expect(diffRevisions(state, { ...state, settings: { GOPROXY: 'direct', GOFLAGS: '-mod=mod' } })).toEqual(
      [],
    )
  })

  it('names the release, settings that come, go and change, and the policy in words', () => {
    const to = {
      release: 'go1.23.5',
      settings: { GOFLAGS: '-mod=vendor', GOSUMDB: 'off' },
      policy: { drift: 'correct' as const },
    }
    expect(diffRevisions(state, to)).toEqual([
      { what: 'release', name: '', from: 'go1.22.12', to: 'go1.23.5' },
      { what: 'setting', name: 'GOFLAGS', from: '-mod=mod', to: '-mod=vendor' },
      { what: 'setting', name: 'GOPROXY', from: 'direct', to: null },
      { what: 'setting', name: 'GOSUMDB', from: null, to: 'off' },
      { what: 'policy', name: 'drift', from: 'reports drift', to: 'puts drift right by itself' },
    ])
  })

  it('turned round says the opposite', () => {
    const to = { ...state, settings: {} }
    expect(diffRevisions(to, state)).toEqual(
      diffRevisions(state, to).map((change) => ({ ...change, from: change.to, to: change.from })),
    )
  })
})
