import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DrawHost, drawStages, hash } from './draw.js'
import { policy, stage } from './test/samples.js'

const percent = (value: number) => stage({ size: { kind: 'percent', percent: value } })
const canaryThenAll = policy({
  stages: [stage({ size: { kind: 'count', hosts: 2 } }), percent(50), percent(100)],
})

function fleet(...parts: readonly [count: number, platform: string, rack?: string][]): DrawHost[] {
  return parts.flatMap(([count, platform, rack], part) =>
    Array.from({ length: count }, (_, n) => ({
      id: `p${part}-h${n}`,
      group: 'build',
      platform,
      labels: rack === undefined ? {} : { rack },
    })),
  )
}

const platformsOf = (ids: readonly string[] | undefined, hosts: readonly DrawHost[]) =>
  (ids ?? []).map((id) => hosts.find((host) => host.id === id)?.platform).sort()

describe('drawStages', () => {
  it('draws cumulative stages, the last one everyone left', () => {
    const { stages } = drawStages(fleet([10, 'linux/amd64']), canaryThenAll, 'seed')
    expect(stages.map((ids) => ids.length)).toEqual([2, 3, 5])
  })

  it('covers every platform with the canaries, however rare it is', () => {
    const hosts = fleet([98, 'linux/amd64'], [1, 'linux/arm64'], [1, 'windows/amd64'])
    const three = policy({ stages: [stage({ size: { kind: 'count', hosts: 3 } }), percent(100)] })
    const drawing = drawStages(hosts, three, 'seed')
    expect(platformsOf(drawing.stages[0], hosts)).toEqual(['linux/amd64', 'linux/arm64', 'windows/amd64'])
    expect(drawing.uncovered).toEqual([])
  })

  it('covers every rack with the next ones, however small it is', () => {
    const hosts = fleet([90, 'linux/amd64', 'a'], [9, 'linux/amd64', 'b'], [1, 'linux/amd64', 'c'])
    const three = policy({
      stages: [stage({ size: { kind: 'count', hosts: 3 } }), percent(100)],
      spreadBy: 'rack',
    })
    const first = drawStages(hosts, three, 'seed').stages[0]
    expect(first?.map((id) => id.slice(0, 2)).sort()).toEqual(['p0', 'p1', 'p2'])
  })

  it('says which platforms a first stage is too small for', () => {
    const hosts = fleet([5, 'linux/amd64'], [2, 'linux/arm64'], [1, 'windows/amd64'])
    const drawing = drawStages(hosts, policy(), 'seed')
    expect(platformsOf(drawing.stages[0], hosts)).toEqual(['linux/amd64'])
    expect(drawing.uncovered).toEqual(['linux/arm64', 'windows/amd64'])
  })

  it('gives each rack its share of every stage', () => {
    const hosts = fleet([20, 'linux/amd64', 'a'], [20, 'linux/amd64', 'b'], [10, 'linux/amd64', 'c'])
    const spread = policy({ stages: [percent(20), percent(60), percent(100)], spreadBy: 'rack' })
    const { stages } = drawStages(hosts, spread, 'seed')
    const racks = stages.map((ids) =>
      ['p0', 'p1', 'p2'].map((part) => ids.filter((id) => id.startsWith(part)).length),
    )
    expect(racks).toEqual([
      [4, 4, 2],
      [8, 8, 4],
      [8, 8, 4],
    ])
  })

  it('draws others for another seed', () => {
    const hosts = fleet([1000, 'linux/amd64'])
    const first = (seed: string) => drawStages(hosts, canaryThenAll, seed).stages[0]
    expect(first('one')).not.toEqual(first('two'))
  })

  it('gives a stage that asks for fewer than the one before nobody, and loses nobody', () => {
    const odd = policy({ stages: [stage({ size: { kind: 'count', hosts: 3 } }), percent(10), percent(100)] })
    expect(drawStages(fleet([5, 'linux/amd64']), odd, 'seed').stages.map((ids) => ids.length)).toEqual([
      3, 0, 2,
    ])
  })

  const anyHosts = fc
    .array(
      fc.record({
        platform: fc.constantFrom('linux/amd64', 'linux/arm64', 'darwin/arm64'),
        group: fc.constantFrom('build', 'release'),
        labels: fc.constantFrom<Record<string, string>>({}, { rack: 'a' }, { rack: 'b' }),
      }),
      { minLength: 1, maxLength: 60 },
    )
    .map((list) => list.map((host, index): DrawHost => ({ ...host, id: `h${index}` })))

  it('puts every host in exactly one stage, the same ones in whatever order they come', () => {
    fc.assert(
      fc.property(anyHosts, fc.string(), fc.nat(), (hosts, seed, turn) => {
        const spread = { ...canaryThenAll, spreadBy: 'rack' }
        const { stages } = drawStages(hosts, spread, seed)
        expect(stages.flat().sort()).toEqual(hosts.map(({ id }) => id).sort())
        const turned = [...hosts.slice(turn % hosts.length), ...hosts.slice(0, turn % hosts.length)]
        expect(drawStages(turned, spread, seed).stages).toEqual(stages)
      }),
    )
  })

  it('keeps the share of every platform within one host of fair, beyond the canaries', () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const half = policy({ stages: [percent(50), percent(100)] })
        const first = new Set(drawStages(hosts, half, 'seed').stages[0])
        for (const platform of new Set(hosts.map((host) => host.platform))) {
          for (const group of ['build', 'release']) {
            const all = hosts.filter((host) => host.platform === platform && host.group === group)
            const drawn = all.filter(({ id }) => first.has(id)).length
            expect(Math.abs(drawn - all.length / 2)).toBeLessThanOrEqual(3)
          }
        }
      }),
    )
  })

  it('draws 100,000 hosts in one pass', () => {
    const { stages } = drawStages(
      fleet([90_000, 'linux/amd64', 'a'], [10_000, 'linux/arm64', 'b']),
      canaryThenAll,
      's',
    )
    expect(stages.map((ids) => ids.length)).toEqual([2, 49_998, 50_000])
  })
})

describe('hash', () => {
  it('spreads names that differ in their last letter', () => {
    const buckets = new Set(Array.from({ length: 1000 }, (_, n) => hash(`host-${n}`) % 16))
    expect(buckets.size).toBe(16)
  })
})
