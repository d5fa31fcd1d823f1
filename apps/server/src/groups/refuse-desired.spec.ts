import { describe, expect, it } from 'vitest'
import type { DesiredRefusal } from './plan-desired.js'
import { desiredRefused } from './refuse-desired.js'

type Cases = {
  readonly [K in DesiredRefusal['kind']]: readonly [
    Extract<DesiredRefusal, { kind: K }>,
    string,
    string,
    RegExp,
  ]
}

/** Each refusal with the kind and code of its error, and what its hint must name. */
const CASES: Cases = {
  'no-release': [{ kind: 'no-release' }, 'invalid', 'release_needed', /1\.22/],
  malformed: [{ kind: 'malformed', asked: 'x' }, 'invalid', 'release_malformed', /go1\.22\.12/],
  unknown: [
    { kind: 'unknown', asked: '1.99', nearest: ['go1.23.5', 'go1.22.12'] },
    'not-found',
    'release_unknown',
    /go1\.23\.5 or go1\.22\.12/,
  ],
  settings: [
    { kind: 'settings', refusals: [{ name: 'GOROOT', reason: 'not-managed' }] },
    'invalid',
    'setting_refused',
    /GOPROXY/,
  ],
  masked: [{ kind: 'masked', name: 'GOPROXY' }, 'invalid', 'setting_masked', /in full/],
  recalled: [
    {
      kind: 'recalled',
      release: 'go1.23.5',
      recall: {
        ...{ release: 'go1.23.4', reason: 'breaks cgo', by: 'Ada', since: '2026-01-01T00:00:00.000Z' },
        ...{ expiresAt: null, digests: [] },
      },
    },
    'conflict',
    'release_recalled',
    /goherd releases lift go1\.23\.4$/,
  ],
  'no-go-env': [{ kind: 'no-go-env', release: 'go1.20' }, 'invalid', 'settings_need_go_1_21', /1\.21/],
}

describe('desiredRefused', () => {
  it.each(Object.values(CASES))('%o', (refusal, kind, code, hint) => {
    const error = desiredRefused(refusal)
    expect(error).toMatchObject({ kind, code })
    expect(error.hint).toMatch(hint)
  })

  it('points at each refused setting', () => {
    const error = desiredRefused({
      kind: 'settings',
      refusals: [
        { name: 'GOROOT', reason: 'not-managed' },
        { name: 'GOFLAGS', reason: 'program' },
      ],
    })
    expect(error.issues?.map((issue) => issue.path)).toEqual(['settings.GOROOT', 'settings.GOFLAGS'])
  })

  it('speaks of the empty catalogue when there is nothing near', () => {
    expect(desiredRefused({ kind: 'unknown', asked: '1.22', nearest: [] }).hint).toMatch(/sync/)
  })
})
