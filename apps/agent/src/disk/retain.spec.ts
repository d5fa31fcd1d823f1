import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planRetention } from './retain.js'

const plan = (installed: string[], more: Partial<Parameters<typeof planRetention>[0]> = {}) =>
  planRetention({ installed, current: null, previous: null, pinned: [], newest: 2, ...more })

describe('planRetention', () => {
  it("keeps the newest in Go's order, not in the alphabet's", () => {
    expect(plan(['go1.9', 'go1.21.13', 'go1.23.5', 'go1.22.2', 'go1.22.12'])).toEqual({
      keep: ['go1.23.5', 'go1.22.12'],
      remove: ['go1.9', 'go1.21.13', 'go1.22.2'],
    })
  })

  it('keeps the current one, the one before it and the pinned, however old', () => {
    const kept = { current: 'go1.19.1', previous: 'go1.18', pinned: ['go1.17.13'], newest: 1 }
    expect(plan(['go1.17.13', 'go1.18', 'go1.19.1', 'go1.20', 'go1.21.1'], kept)).toEqual({
      keep: ['go1.21.1', 'go1.19.1', 'go1.18', 'go1.17.13'],
      remove: ['go1.20'],
    })
  })

  it('keeps only what is needed when none of the newest are wanted', () => {
    expect(plan(['go1.21.1', 'go1.22.1'], { newest: 0, current: 'go1.21.1' }).remove).toEqual(['go1.22.1'])
    expect(plan(['go1.21.1'], { newest: -1 }).remove).toEqual(['go1.21.1'])
  })

  it('does not invent releases that are not installed', () => {
    expect(plan([], { current: 'go1.21.1', pinned: ['go1.20'] })).toEqual({ keep: [], remove: [] })
  })

  it('parts what is installed in two, and never removes what is needed', () => {
    const release = fc.tuple(fc.nat(25), fc.nat(15)).map(([minor, patch]) => `go1.${minor}.${patch}`)
    fc.assert(
      fc.property(
        fc.uniqueArray(release, { maxLength: 12 }),
        fc.option(release),
        fc.option(release),
        fc.array(release, { maxLength: 3 }),
        fc.nat(5),
        (installed, current, previous, pinned, newest) => {
          const { keep, remove } = planRetention({ installed, current, previous, pinned, newest })
          expect([...keep, ...remove].sort()).toEqual([...installed].sort())
          for (const needed of [current, previous, ...pinned]) expect(remove).not.toContain(needed)
          expect(keep.length).toBeGreaterThanOrEqual(Math.min(newest, installed.length))
        },
      ),
    )
  })
})
