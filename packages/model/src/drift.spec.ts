import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DesiredState } from './desired-state.js'
import { compare, DRIFT_KINDS, type Drift, describeDrift } from './drift.js'
import type { ObservedBytes, ObservedLink, ObservedState } from './observed-state.js'

const wanted: DesiredState = { release: 'go1.22.12', settings: { GOPROXY: 'https://proxy.example' } }

function seen(over: Partial<ObservedState> = {}): ObservedState {
  return {
    link: { kind: 'managed', release: 'go1.22.12' },
    settings: { GOPROXY: 'https://proxy.example' },
    goVersion: 'go1.22.12',
    bytes: { kind: 'unchecked' },
    proof: null,
    installed: [{ release: 'go1.22.12', treeDigest: 'a'.repeat(64), size: 1 }],
    snapshots: [],
    ...over,
  }
}
const kinds = (drift: readonly Drift[]) => drift.map((d) => d.kind)

/** For each shape of the link: the drift before the host was ever there, and after. The type demands every shape. */
const LINKS: Record<
  ObservedLink['kind'],
  { link: ObservedLink; never: string[]; reached: string[]; says: string }
> = {
  managed: {
    link: { kind: 'managed', release: 'go1.21.13' },
    never: ['version'],
    reached: ['link'],
    says: 'leads to go1.21.13; it should lead to go1.22.12',
  },
  missing: { link: { kind: 'missing' }, never: ['version'], reached: ['link'], says: 'is gone' },
  foreign: {
    link: { kind: 'foreign', target: '/usr/lib/go' },
    never: ['link'],
    reached: ['link'],
    says: '/usr/lib/go, which Goherd did not install',
  },
  dangling: {
    link: { kind: 'dangling', target: 'releases/go1.9' },
    never: ['link'],
    reached: ['link'],
    says: 'where there is no complete tree',
  },
  'not-a-link': { link: { kind: 'not-a-link' }, never: ['link'], reached: ['link'], says: 'not a link' },
}

describe('compare', () => {
  it('finds nothing where everything is as wanted', () => {
    expect(compare(wanted, seen(), { reached: true })).toEqual([])
    expect(
      compare(wanted, seen({ bytes: { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' } }), {
        reached: false,
      }),
    ).toEqual([])
  })

  for (const [shape, row] of Object.entries(LINKS)) {
    it(`a link that is ${shape}: ${row.never} before the host was there, ${row.reached} after`, () => {
      const observed = seen({ link: row.link })
      expect(kinds(compare(wanted, observed, { reached: false }))).toEqual(row.never)
      const after = compare(wanted, observed, { reached: true })
      expect(kinds(after)).toEqual(row.reached)
      expect(after.map(describeDrift).join()).toContain(row.says)
    })
  }

  it('a dangling link whose tree is gone is also a missing version', () => {
    const observed = seen({ link: { kind: 'dangling', target: 'releases/go1.22.12' }, installed: [] })
    expect(kinds(compare(wanted, observed, { reached: true }))).toEqual(['link', 'version'])
  })

  it('names each setting that was changed, added or removed, and masks credentials', () => {
    const observed = seen({ settings: { GOPROXY: 'https://bob:secret@evil.example', GOFLAGS: '-mod=mod' } })
    const drift = compare(wanted, observed, { reached: true })
    expect(drift.map(describeDrift)).toEqual([
      'GOFLAGS is "-mod=mod" in go.env, not set is wanted',
      'GOPROXY is "https://•••@evil.example" in go.env, "https://proxy.example" is wanted',
    ])
  })

  it('tells a go that answers with another version than its link', () => {
    expect(compare(wanted, seen({ goVersion: 'go1.22.1' }), { reached: true })).toEqual([
      { kind: 'version', expected: 'go1.22.12', found: 'go1.22.1' },
    ])
  })

  it('tells changed bytes with a sample', () => {
    const bytes: ObservedBytes = {
      kind: 'changed',
      checkedAt: '2026-01-01T00:00:00.000Z',
      count: 1,
      sample: ['bin/go'],
    }
    expect(compare(wanted, seen({ bytes }), { reached: true }).map(describeDrift)).toEqual([
      '1 file of go1.22.12 changed on disk since it was installed: bin/go',
    ])
  })

  const settings = fc.dictionary(fc.constantFrom('GOPROXY', 'GOFLAGS', 'GOSUMDB'), fc.constantFrom('a', 'b'))
  const release = fc.constantFrom('go1.21.13', 'go1.22.12', 'go1.23.5')
  it('is empty exactly when release, settings, version and bytes agree', () => {
    fc.assert(
      fc.property(
        release,
        settings,
        release,
        settings,
        release,
        fc.boolean(),
        fc.boolean(),
        (want, wantSettings, link, linkSettings, goVersion, changed, reached) => {
          const observed = seen({
            link: { kind: 'managed', release: link },
            settings: linkSettings,
            goVersion,
            bytes: changed
              ? { kind: 'changed', checkedAt: '2026-01-01T00:00:00.000Z', count: 2, sample: ['a', 'b'] }
              : { kind: 'unchecked' },
          })
          const drift = compare({ release: want, settings: wantSettings }, observed, { reached })
          const agree =
            want === link &&
            goVersion === want &&
            !changed &&
            JSON.stringify(sorted(wantSettings)) === JSON.stringify(sorted(linkSettings))
          expect(drift.length === 0).toBe(agree)
          for (const one of drift) {
            expect(DRIFT_KINDS).toContain(one.kind)
            expect(describeDrift(one).length).toBeGreaterThan(10)
          }
        },
      ),
    )
  })
})

function sorted(settings: Record<string, string>): [string, string][] {
  return Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))
}
