import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combine, judgeBuild, NOISE_MS, type TriedBuild, type TriedCommand, VERDICTS } from './judge-build.js'

const LIMITS = { maxSlowerPercent: 50, maxLargerPercent: 25 }
const ok = (ms = 4_000): TriedCommand => ({ exitCode: 0, ms, output: '' })
const bad = (output = ''): TriedCommand => ({ exitCode: 1, ms: 500, output })
const stuck: TriedCommand = { exitCode: null, ms: 60_000, output: 'it did not end in time\n' }

function side(release: string, more: Partial<TriedBuild> = {}): TriedBuild {
  return { release, build: ok(), vet: ok(1_000), test: ok(2_000), binaryBytes: 3_000_000, ...more }
}
const old = (more: Partial<TriedBuild> = {}) => side('go1.22.12', more)
const fresh = (more: Partial<TriedBuild> = {}) => side('go1.23.5', more)

describe('a build under two releases', () => {
  it('that is the same passes, and says its numbers', () => {
    expect(judgeBuild(old(), fresh(), LIMITS)).toEqual({
      verdict: 'pass',
      said: 'as good as before: build 4.0 s → 4.0 s (±0 %), vet 1.0 s → 1.0 s (±0 %), test 2.0 s → 2.0 s (±0 %), binaries 3.0 MB → 3.0 MB (±0 %)',
    })
  })

  it('of a library speaks of no binaries', () => {
    const said = judgeBuild(old({ binaryBytes: 0 }), fresh({ binaryBytes: 0 }), LIMITS).said
    expect(said).not.toContain('binaries')
  })

  it.each(['build', 'vet', 'test'] as const)('whose %s fails under the new one only fails', (step) => {
    const judged = judgeBuild(
      old(),
      fresh({ [step]: bad('x.go:3: undefined: y\nFAIL\texample.com/x [build failed]\n') }),
      LIMITS,
    )
    expect(judged.verdict).toBe('fail')
    expect(judged.said).toMatch(`${step} fails under go1.23.5 only ("x.go:3: undefined: y"): `)
    expect(judged.said).toContain(`${step} ok → exit 1`)
  })

  it.each(['build', 'vet', 'test'] as const)(
    'whose %s fails under the old one already cannot tell',
    (step) => {
      for (const after of [bad(), stuck]) {
        const judged = judgeBuild(old({ [step]: bad() }), fresh({ [step]: after }), LIMITS)
        expect(judged).toMatchObject({
          verdict: 'inconclusive',
          said: expect.stringContaining(`${step} fails under go1.22.12 already`),
        })
      }
    },
  )

  it('that the new one mends cannot tell either: a person looks', () => {
    expect(judgeBuild(old({ test: bad() }), fresh(), LIMITS)).toMatchObject({
      verdict: 'inconclusive',
      said: expect.stringContaining('test fails under go1.22.12 only'),
    })
  })

  it.each([
    ['the old one', old({ test: stuck }), fresh(), 'test did not end under go1.22.12 already'],
    ['the new one', old(), fresh({ build: stuck }), 'build did not end under go1.23.5'],
  ])('that does not end under %s cannot tell', (_, before, after, why) => {
    const judged = judgeBuild(before, after, LIMITS)
    expect(judged.verdict).toBe('inconclusive')
    expect(judged.said).toContain(why)
    expect(judged.said).toContain('not ended')
  })

  it.each([
    ['by more than allowed and than noise', 10_000, 15_100, 'fail'],
    ['by just what is allowed', 10_000, 15_000, 'pass'],
    ['by much, but within the noise', 1_000, 1_000 + NOISE_MS, 'pass'],
    ['by little', 100_000, 110_000, 'pass'],
    ['by nothing: it is faster', 10_000, 1_000, 'pass'],
  ])('that is slower %s', (_, before, after, verdict) => {
    for (const step of ['build', 'test'] as const) {
      const judged = judgeBuild(old({ [step]: ok(before) }), fresh({ [step]: ok(after) }), LIMITS)
      expect(judged.verdict).toBe(verdict)
    }
  })

  it('is not judged by the time of go vet', () => {
    expect(judgeBuild(old(), fresh({ vet: ok(60_000) }), LIMITS).verdict).toBe('pass')
  })

  it.each([
    [3_000_000, 3_760_000, 'fail'],
    [3_000_000, 3_750_000, 'pass'],
    [3_000_000, 1_000_000, 'pass'],
    [0, 3_000_000, 'pass'],
  ])('whose binaries go from %i to %i bytes', (before, after, verdict) => {
    expect(judgeBuild(old({ binaryBytes: before }), fresh({ binaryBytes: after }), LIMITS).verdict).toBe(
      verdict,
    )
  })
})

const BAD_STEPS = ['build', 'vet', 'test'] as const
const command = fc.record({
  exitCode: fc.constantFrom(0, 0, 0, 1, 2, null),
  ms: fc.integer({ min: 0, max: 100_000 }),
  output: fc.string(),
})
const tried = fc.record({ build: command, vet: command, test: command, binaryBytes: fc.nat(1e8) })
const good = fc.record({
  build: fc.integer({ min: 1, max: 100_000 }),
  test: fc.integer({ min: 1, max: 100_000 }),
  binaryBytes: fc.integer({ min: 1, max: 1e8 }),
})
const limits = fc.record({
  maxSlowerPercent: fc.integer({ min: 1, max: 1_000 }),
  maxLargerPercent: fc.integer({ min: 1, max: 1_000 }),
})
type Good = { readonly build: number; readonly test: number; readonly binaryBytes: number }
const built = (make: typeof old, { build, test, binaryBytes }: Good) =>
  make({ build: ok(build), test: ok(test), binaryBytes })
const RUNS = { numRuns: 2_000 }

describe('whatever is measured (properties)', () => {
  it('a pass means that everything ended well under both', () => {
    fc.assert(
      fc.property(tried, tried, (before, after) => {
        if (judgeBuild(old(before), fresh(after), LIMITS).verdict !== 'pass') return
        for (const step of BAD_STEPS) expect([before[step].exitCode, after[step].exitCode]).toEqual([0, 0])
      }),
      RUNS,
    )
  })

  it('nothing is held against the new one that the old one did as well', () => {
    fc.assert(
      fc.property(tried, (both) => {
        expect(judgeBuild(old(both), fresh(both), LIMITS).verdict).not.toBe('fail')
      }),
      RUNS,
    )
  })

  it('a module that is broken under the old one never fails the new one', () => {
    fc.assert(
      fc.property(tried, tried, fc.constantFrom(...BAD_STEPS), (before, after, step) => {
        const broken = { ...before, build: ok(), vet: ok(), test: ok(), [step]: bad() }
        const well = { build: ok(), vet: ok(), test: ok(), binaryBytes: after.binaryBytes }
        const judged = judgeBuild(old(broken), fresh({ ...well, [step]: after[step] }), LIMITS)
        expect(judged.verdict).toBe('inconclusive')
      }),
      RUNS,
    )
  })

  it('what fails under the new one alone fails, however fast and small it is', () => {
    fc.assert(
      fc.property(good, good, fc.constantFrom(...BAD_STEPS), limits, (before, after, step, allowed) => {
        const judged = judgeBuild(built(old, before), { ...built(fresh, after), [step]: bad() }, allowed)
        expect(judged.verdict).toBe('fail')
      }),
      RUNS,
    )
  })

  it('what did not end is never a fail: it was not measured', () => {
    fc.assert(
      fc.property(good, good, fc.constantFrom(...BAD_STEPS), fc.boolean(), (before, after, step, isOld) => {
        const [one, other] = [built(old, before), built(fresh, after)]
        const judged = isOld
          ? judgeBuild({ ...one, [step]: stuck }, other, LIMITS)
          : judgeBuild(one, { ...other, [step]: stuck }, LIMITS)
        expect(judged.verdict).toBe('inconclusive')
      }),
      RUNS,
    )
  })

  it('slower or larger is never better, and less of it never worse', () => {
    fc.assert(
      fc.property(good, good, good, limits, (before, after, more, allowed) => {
        const worse = {
          build: after.build + more.build,
          test: after.test + more.test,
          binaryBytes: after.binaryBytes + more.binaryBytes,
        }
        if (judgeBuild(built(old, before), built(fresh, worse), allowed).verdict === 'pass') {
          expect(judgeBuild(built(old, before), built(fresh, after), allowed).verdict).toBe('pass')
        }
      }),
      RUNS,
    )
  })

  it('who allows more is never told of a fail that who allows less is not', () => {
    fc.assert(
      fc.property(good, good, limits, limits, (before, after, some, more) => {
        const both = {
          maxSlowerPercent: some.maxSlowerPercent + more.maxSlowerPercent,
          maxLargerPercent: some.maxLargerPercent + more.maxLargerPercent,
        }
        const verdict = (allowed: typeof both) =>
          judgeBuild(built(old, before), built(fresh, after), allowed).verdict
        if (verdict(some) === 'pass') expect(verdict(both)).toBe('pass')
      }),
      RUNS,
    )
  })

  it('the numbers of both are in what is said, and it fits into a row', () => {
    fc.assert(
      fc.property(tried, tried, (before, after) => {
        const { said } = judgeBuild(old(before), fresh(after), LIMITS)
        for (const step of BAD_STEPS) expect(said).toMatch(new RegExp(`${step} [^,]+ → `))
        expect(said.length).toBeLessThan(500)
      }),
      RUNS,
    )
  })
})

describe('several hosts', () => {
  const of = (name: string, verdict: (typeof VERDICTS)[number]) => ({
    of: name,
    verdict,
    said: `said ${verdict}`,
  })

  it('are as bad as the worst, which is named', () => {
    expect(combine([of('a', 'pass'), of('b', 'fail'), of('c', 'inconclusive')])).toEqual({
      verdict: 'fail',
      said: 'b: said fail',
    })
    expect(combine([of('a', 'pass'), of('b', 'inconclusive')]).verdict).toBe('inconclusive')
    expect(combine([of('a', 'pass'), of('b', 'pass')])).toEqual({
      verdict: 'pass',
      said: 'a: said pass (and 1 more)',
    })
    expect(combine([of('a', 'fail'), of('b', 'fail'), of('c', 'pass')]).said).toBe(
      'a: said fail (and 1 more), of 3 hosts',
    )
  })

  it('that are none cannot tell', () => {
    expect(combine([])).toEqual({ verdict: 'inconclusive', said: 'nobody was there to try it' })
  })

  it('come to the same in whatever order they answer (property)', () => {
    const one = fc.record({
      of: fc.constantFrom('a', 'b'),
      verdict: fc.constantFrom(...VERDICTS),
      said: fc.constant('x'),
    })
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), (all) => {
        expect(combine([...all].reverse()).verdict).toBe(combine(all).verdict)
      }),
      { numRuns: 1_000 },
    )
  })
})
