import { matchesHost, parseHostQuery } from '@goherd/host-query'
import { describe, expect, it } from 'vitest'
import { aHost, SAMPLE_TIME } from '../../testing/sample-fleet'
import { nameCover } from './name-cover'

const FLEET = Array.from({ length: 1_200 }, (_, n) => `build-${String(n).padStart(4, '0')}`)
const span = (from: number, to: number) => new Set(FLEET.slice(from, to))

function found(q: string | undefined, names: readonly string[]): string[] {
  const parsed = parseHostQuery(q ?? '')
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return names.filter((name) => matchesHost(parsed.query, aHost({ name }), Date.parse(SAMPLE_TIME)))
}

describe('a condition for chosen names', () => {
  it('is as short as common beginnings allow', () => {
    expect(nameCover(FLEET, span(100, 200))).toBe('name:build-01*')
    expect(nameCover(FLEET, span(0, 1_200))).toBe('name:build-*')
    expect(nameCover(FLEET, span(98, 101))).toBe('name:build-0098,build-0099,build-0100')
  })

  it('finds exactly what was chosen', () => {
    for (const [from, to] of [
      [0, 1],
      [7, 214],
      [333, 1_001],
      [1_190, 1_200],
      [5, 1_195],
    ] as const)
      expect(found(nameCover(FLEET, span(from, to)), FLEET)).toEqual(FLEET.slice(from, to))
  })

  it('finds a name that is the beginning of others alone', () => {
    const names = ['ci', 'ci-1', 'ci-10', 'ci-2', 'web']
    for (const chosen of [['ci'], ['ci-1'], ['ci', 'ci-10'], ['ci-1', 'ci-10'], ['web', 'ci-2']])
      expect(found(nameCover(names, new Set(chosen)), names).toSorted()).toEqual(chosen.toSorted())
  })

  it('takes capitals and small letters for the same, as the language does', () => {
    const names = ['CI-1', 'ci-2', 'Ci-3', 'web']
    expect(found(nameCover(names, new Set(['CI-1', 'Ci-3'])), names)).toEqual(['CI-1', 'Ci-3'])
  })

  it('is none when it would be longer than a query may be, or when nothing was chosen', () => {
    expect(nameCover(FLEET, new Set(FLEET.filter((_, n) => n % 2 === 0)))).toBeUndefined()
    expect(nameCover(FLEET, new Set())).toBeUndefined()
  })
})
