import { describe, expect, it } from 'vitest'
import { fitDefaultStages, readStages } from './read-stages.js'

const sizes = (stages: string) => readStages({ stages }, []).map(({ size }) => size)

describe('stages', () => {
  it.each([
    ['1,25%,100%', [1, '25%', '100%']],
    [' 1 , 25% , 100% ', [1, '25%', '100%']],
    ['2,10', [2, 10, '100%']],
    ['50%', ['50%', '100%']],
    ['100%', ['100%']],
  ])('%s', (text, expected) => expect(sizes(text)).toEqual(expected))

  it('are one host, a quarter and everyone when nothing is said', () => {
    expect(readStages({}, []).map(({ size }) => size)).toEqual([1, '25%', '100%'])
  })

  it('have plain conditions when nothing is said: all at once, no failure, pause', () => {
    expect(readStages({ stages: '100%' }, [])).toEqual([
      {
        ...{ size: '100%', concurrency: null, rampFrom: null, soakSeconds: 0, gates: [], approvals: 0 },
        ...{ maxFailed: 0, maxSilent: 0, maxRolledBack: 0, onFailure: 'pause' },
      },
    ])
  })
})

describe('what goes with them', () => {
  it('one value is for all stages', () => {
    const [first, second] = readStages(
      { stages: '1,100%', soak: '10m', concurrency: '5', ramp: '2', maxFailed: '1', maxSilent: '5%' },
      [],
    )
    const each = { soakSeconds: 600, concurrency: 5, rampFrom: 2, maxFailed: 1, maxSilent: '5%' }
    expect(first).toMatchObject(each)
    expect(second).toMatchObject(each)
  })

  it('a list has one for each', () => {
    const stages = readStages(
      {
        ...{ stages: '1,25%,100%', soak: '1m,1h,0', approvals: '1,2,0', concurrency: '1,5,all' },
        ...{ maxRolledBack: '0,1,2', onFailure: 'revert-all,revert-stage,pause' },
      },
      [],
    )
    expect(stages.map(({ soakSeconds }) => soakSeconds)).toEqual([60, 3600, 0])
    expect(stages.map(({ approvals }) => approvals)).toEqual([1, 2, 0])
    expect(stages.map(({ concurrency }) => concurrency)).toEqual([1, 5, null])
    expect(stages.map(({ maxRolledBack }) => maxRolledBack)).toEqual([0, 1, 2])
    expect(stages.map(({ onFailure }) => onFailure)).toEqual(['revert-all', 'revert-stage', 'pause'])
  })

  it('a list is for the stages that were named; the one that is added goes like the one before, unapproved', () => {
    const stages = readStages({ stages: '1,25%', soak: '1m,1h', approvals: '1,2' }, [])
    expect(stages.map(({ soakSeconds, approvals }) => [soakSeconds, approvals])).toEqual([
      [60, 1],
      [3600, 2],
      [3600, 0],
    ])
  })
})

describe('gates', () => {
  const gated = (stages: string, gateStages?: string) =>
    readStages({ stages, gateStages }, ['smoke']).map(({ gates }) => gates.length)

  it.each([
    ['1,25%,100%', undefined, [1, 1, 0]],
    ['1,25%', undefined, [1, 1, 0]],
    ['100%', undefined, [1]],
    ['1,25%,100%', '1', [1, 0, 0]],
    ['1,25%,100%', '3', [1, 1, 1]],
    ['1', '2', [1, 1]],
  ])('--stages %s --gate-stages %s', (stages, count, expected) => {
    expect(gated(stages, count)).toEqual(expected)
  })
})

describe('what cannot be meant', () => {
  it.each([
    [{ stages: '1,half' }, '--stages half'],
    [{ stages: '' }, '--stages'],
    [{ stages: '-1' }, '--stages -1'],
    [{ stages: '1', soak: 'long' }, '--soak long'],
    [{ stages: '1', soak: '100ms' }, '--soak 100ms'],
    [{ stages: '1,2,100%', soak: '1m,2m' }, '--soak 1m,2m has 2 values, and there are 3 stages'],
    [{ stages: '1', concurrency: '0' }, '--concurrency 0'],
    [{ stages: '1', ramp: 'fast' }, '--ramp fast'],
    [{ stages: '1', approvals: '3' }, '--approvals 3'],
    [{ stages: '1', maxFailed: 'some' }, '--max-failed some'],
    [{ stages: '1', maxSilent: '1.5' }, '--max-silent 1.5'],
    [{ stages: '1', maxRolledBack: '%' }, '--max-rolled-back %'],
    [{ stages: '1', onFailure: 'cry' }, '--on-failure cry'],
    [{ stages: '1', gateStages: '0' }, '--gate-stages 0'],
  ])('%j is a usage failure that names the option and an example', (given, message) => {
    const option = message.split(' ')[0]
    expect(() => readStages(given, [])).toThrow(
      expect.objectContaining({
        exit: 'usage',
        message: expect.stringContaining(message),
        hint: expect.stringContaining(option ?? ''),
      }),
    )
  })
})

describe('the stages that go by default, for few hosts', () => {
  const fitted = (hosts: number) => fitDefaultStages(readStages({ soak: '1m,2m,3m' }, ['smoke']), hosts)
  const sizes = (hosts: number) => fitted(hosts).map(({ size }) => size)

  it.each([
    [100, [1, '25%', '100%']],
    [4, [1, '25%', '100%']],
    [3, [1, '100%']],
    [2, [1, '100%']],
    [1, ['100%']],
    [0, ['100%']],
  ])('%d hosts: %j', (hosts, expected) => expect(sizes(hosts)).toEqual(expected))

  it('keep the conditions of the first and the last', () => {
    expect(fitted(2)).toMatchObject([
      { soakSeconds: 60, gates: ['smoke'] },
      { soakSeconds: 180, gates: [] },
    ])
    expect(fitted(1)).toMatchObject([{ soakSeconds: 60, gates: ['smoke'], approvals: 0 }])
  })
})
