import type { GateSpec } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { aSpec, aStageSpec } from '../../../testing/sample-rollouts'
import { GATE_KINDS, newGate, toGateDraft } from './gate-draft'
import { type HowDraft, readPolicy, type StageDraft, toHowDraft, toPolicy } from './how-draft'
import { withNewGate, withRenamedGate } from './how-step'
import { nextStage, presetDraft, presetStages } from './presets'

const GATES: readonly GateSpec[] = [
  { kind: 'smoke', name: 'smoke', check: 'cli', timeoutSeconds: 300 },
  { kind: 'prometheus', name: 'latency', query: 'sum(rate(x[5m]))', op: '<=', limit: 0.5 },
  { kind: 'webhook', name: 'hook', endpoint: 'ci', timeoutSeconds: 30 },
  {
    kind: 'build',
    name: 'build',
    module: { path: 'example.com/tool', version: 'v1.4.0', sum: `h1:${'A'.repeat(43)}=` },
    packages: './...',
    hosts: 2,
    maxSlowerPercent: 50,
    maxLargerPercent: 12.5,
    timeoutSeconds: 1_200,
  },
]

const {
  groups: _groups,
  change: _change,
  ...POLICY
} = aSpec({
  gates: [...GATES],
  stages: [
    aStageSpec({ concurrency: 2, rampFrom: 1, maxFailed: '10%', gates: ['smoke', 'build'], approvals: 2 }),
    aStageSpec({ size: '12.5%', soakSeconds: 5_400, onFailure: 'revert-all' }),
    aStageSpec({ size: '100%', soakSeconds: 0 }),
  ],
  windows: [{ timeZone: 'Europe/Berlin', days: [1, 5], from: '22:00', to: '04:00' }],
  spreadBy: 'site',
  domainCap: { label: 'rack', hosts: 2 },
  startAt: '2026-03-04T22:30:00.000Z',
  conflict: 'supersede',
})

function mistakes(how: HowDraft) {
  const result = toPolicy(how)
  return result.kind === 'wrong' ? result.mistakes : {}
}

const withStage = (change: Partial<StageDraft>): HowDraft => {
  const draft = presetDraft('quick', 0)
  return {
    ...draft,
    stages: draft.stages.map((stage, index) => (index === 0 ? { ...stage, ...change } : stage)),
  }
}

describe('a policy as it is typed', () => {
  it('comes back as it was', () => {
    expect(toPolicy(toHowDraft(POLICY))).toEqual({ kind: 'ok', policy: POLICY })
  })

  it('is what the presets make', () => {
    for (const id of ['careful', 'quick'] as const)
      for (const hosts of [0, 1, 3, 10_000]) expect(toPolicy(presetDraft(id, hosts)).kind).toBe('ok')
  })

  it.each([
    [{ size: 'many' }, 'stages.0.size', 'number of hosts or a percentage'],
    [{ size: '' }, 'stages.0.size', 'number of hosts or a percentage'],
    [{ concurrency: '0' }, 'stages.0.concurrency', 'above 0'],
    [{ rampFrom: 'slow' }, 'stages.0.rampFrom', 'above 0'],
    [{ soak: 'a while' }, 'stages.0.soakSeconds', '10m'],
    [{ soak: '' }, 'stages.0.soakSeconds', '10m'],
    [{ maxFailed: '-1' }, 'stages.0.maxFailed', 'number of hosts or a percentage'],
    [{ maxSilent: '1.5' }, 'stages.0.maxSilent', 'number of hosts or a percentage'],
  ] as const)('%j is marked at %s', (change, place, says) => {
    expect(mistakes(withStage(change))[place]).toContain(says)
  })

  it('marks gates, windows and the rest where they stand', () => {
    const how: HowDraft = {
      ...presetDraft('quick', 0),
      gates: [newGate('build', []), { ...newGate('prometheus', []), name: 'No Name' }],
      windows: [{ timeZone: 'Europe/Berlin', days: [], from: '25:00', to: '04:00' }],
      silentAfter: '1s',
      capLabel: 'rack',
      capHosts: '',
    }
    expect(Object.keys(mistakes(how)).sort()).toEqual([
      'domainCap.hosts',
      'gates.0.module.path',
      'gates.0.module.sum',
      'gates.0.module.version',
      'gates.1.limit',
      'gates.1.name',
      'gates.1.query',
      'silentAfterSeconds',
      'windows.0.days',
      'windows.0.from',
    ])
  })

  it('is read from the address, and nothing else is', () => {
    expect(readPolicy(JSON.parse(JSON.stringify(POLICY)))).toEqual(POLICY)
    for (const value of [null, 'x', {}, { stages: [] }]) expect(readPolicy(value)).toBeNull()
  })
})

describe('a gate as it is typed', () => {
  it.each(GATES.map((gate) => [gate.kind, gate] as const))('%s shows every field it has', (_kind, gate) => {
    const { fields } = toGateDraft(gate)
    for (const value of Object.values(fields)) expect(value).not.toBe('')
  })

  it('has a name of its own', () => {
    for (const kind of GATE_KINDS) expect(newGate(kind, [kind]).name).not.toBe(kind)
  })

  it('that is new begins in the first stage', () => {
    const stages = presetStages('quick', 0)
    expect(withNewGate(stages, 'build').map(({ gates }) => gates)).toEqual([['build'], []])
  })

  it('that is renamed or removed takes the stages with it', () => {
    const stages = [{ ...nextStage([]), gates: ['a', 'b'] }]
    expect(withRenamedGate(stages, ['a', 'c'])[0]?.gates).toEqual(['c', 'b'])
    expect(withRenamedGate(stages, ['a', null])[0]?.gates).toEqual(['b'])
  })
})

describe('the presets', () => {
  const sizes = (id: 'careful' | 'quick', hosts: number) => presetStages(id, hosts).map(({ size }) => size)

  it.each([
    [0, ['1', '10%', '50%', '100%']],
    [10_000, ['1', '10%', '50%', '100%']],
    [15, ['1', '50%', '100%']],
    [3, ['1', '100%']],
    [2, ['1', '100%']],
    [1, ['100%']],
  ])('careful with %d hosts has only stages that add some', (hosts, expected) => {
    expect(sizes('careful', hosts)).toEqual(expected)
  })

  it('soak in every stage but the last', () => {
    expect(presetStages('careful', 100).map(({ soak }) => soak)).toEqual(['10m', '10m', '10m', '0'])
    expect(presetStages('quick', 100).map(({ soak }) => soak)).toEqual(['1m', '0'])
  })

  it('are followed by a stage like the last', () => {
    const [first] = presetStages('careful', 100)
    expect(first && nextStage([{ ...first, maxFailed: '2' }])).toMatchObject({
      size: '100%',
      soak: '10m',
      maxFailed: '2',
    })
  })
})
