import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GroupLineage, lastGood, type RevisionNode } from './lineage.js'

const node = (number: number, parent: number | null, good = false): RevisionNode => ({
  number,
  parent,
  release: `go1.${20 + number}.0`,
  settings: {},
  goodAt: good ? '2026-01-01T00:00:00.000Z' : null,
})
const lineage = (current: number | null, ...revisions: RevisionNode[]): GroupLineage => ({
  group: 'build',
  current,
  revisions,
})

describe('lastGood', () => {
  it('is the parent when the parent was proved', () => {
    const result = lastGood(lineage(2, node(1, null, true), node(2, 1)))
    expect(result).toMatchObject({ kind: 'proved', revision: { number: 1 } })
  })

  it('passes over revisions that were never proved', () => {
    const result = lastGood(lineage(3, node(1, null, true), node(2, 1), node(3, 2)))
    expect(result).toMatchObject({ kind: 'proved', revision: { number: 1 } })
  })

  it('goes on backwards when the current one is itself the target of a rollback', () => {
    const bad = node(3, 2)
    const result = lastGood(lineage(2, node(1, null, true), node(2, 1, true), bad))
    expect(result).toMatchObject({ kind: 'proved', revision: { number: 1 } })
  })

  it('never returns to a revision that was rolled back before: what came after has the restored one as parent', () => {
    const result = lastGood(lineage(4, node(1, null, true), node(2, 1, true), node(3, 2, true), node(4, 2)))
    expect(result).toMatchObject({ kind: 'proved', revision: { number: 2 } })
  })

  it('says so when no earlier one was proved', () => {
    expect(lastGood(lineage(2, node(1, null), node(2, 1, true)))).toMatchObject({
      kind: 'never-proved',
      revision: { number: 1 },
    })
  })

  it.each([
    ['a first revision', lineage(1, node(1, null, true))],
    ['nothing assigned', lineage(null, node(1, null, true))],
    ['a current revision that is not there', lineage(9, node(1, null, true))],
    ['a parent that is not there', lineage(2, node(2, 1))],
    ['a revision that is its own parent', lineage(2, node(2, 2, true))],
  ])('is none for %s', (_, given) => {
    expect(lastGood(given)).toEqual({ kind: 'none' })
  })

  it('passes over revisions whose release is recalled, proved or not', () => {
    const proved = lineage(4, node(1, null, true), node(2, 1, true), node(3, 2, true), node(4, 3))
    expect(lastGood(proved, new Set(['go1.23.0']))).toMatchObject({ kind: 'proved', revision: { number: 2 } })
    expect(lastGood(proved, new Set(['go1.23.0', 'go1.22.0']))).toMatchObject({ revision: { number: 1 } })
    const unproved = lineage(3, node(1, null), node(2, 1), node(3, 2))
    expect(lastGood(unproved, new Set(['go1.22.0']))).toMatchObject({
      kind: 'never-proved',
      revision: { number: 1 },
    })
  })

  it('says so when every earlier one is recalled, and does not mind that the current one is', () => {
    const given = lineage(2, node(1, null, true), node(2, 1, true))
    expect(lastGood(given, new Set(['go1.21.0']))).toEqual({ kind: 'all-recalled' })
    expect(lastGood(given, new Set(['go1.22.0']))).toMatchObject({ kind: 'proved', revision: { number: 1 } })
  })

  it('never leads to a recalled release, and to the same as ever when none is recalled (R10)', () => {
    const anyNode = fc.record({
      number: fc.integer({ min: 1, max: 12 }),
      parent: fc.option(fc.integer({ min: 1, max: 12 })),
      good: fc.boolean(),
    })
    const anyRecalled = fc.uniqueArray(fc.integer({ min: 21, max: 32 }).map((minor) => `go1.${minor}.0`))
    fc.assert(
      fc.property(
        fc.array(anyNode, { maxLength: 12 }),
        fc.integer({ min: 1, max: 12 }),
        anyRecalled,
        (raw, current, recalled) => {
          const revisions = [
            ...new Map(raw.map((r) => [r.number, node(r.number, r.parent, r.good)])).values(),
          ]
          const given = lineage(current, ...revisions)
          const result = lastGood(given, new Set(recalled))
          if ('revision' in result) expect(recalled).not.toContain(result.revision.release)
          if (result.kind === 'none') expect(lastGood(given)).toEqual(result)
          if (result.kind === 'all-recalled') expect(lastGood(given)).toHaveProperty('revision')
          expect(lastGood(given, new Set())).toEqual(lastGood(given))
        },
      ),
    )
  })

  it('ends on any lineage and leads only to ancestors (R2)', () => {
    const anyNode = fc.record({
      number: fc.integer({ min: 1, max: 12 }),
      parent: fc.option(fc.integer({ min: 1, max: 12 })),
      good: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(anyNode, { maxLength: 12 }), fc.integer({ min: 1, max: 12 }), (raw, current) => {
        const revisions = [...new Map(raw.map((r) => [r.number, node(r.number, r.parent, r.good)])).values()]
        const result = lastGood(lineage(current, ...revisions))
        if (result.kind === 'none' || result.kind === 'all-recalled') return
        expect(result.revision.number).not.toBe(current)
        expect(ancestors(revisions, current)).toContain(result.revision.number)
        if (result.kind === 'proved') expect(result.revision.goodAt).not.toBeNull()
      }),
    )
  })
})

function ancestors(revisions: readonly RevisionNode[], of: number): number[] {
  const found: number[] = []
  let at = revisions.find((r) => r.number === of)?.parent ?? null
  while (at !== null && !found.includes(at)) {
    found.push(at)
    at = revisions.find((r) => r.number === at)?.parent ?? null
  }
  return found
}
