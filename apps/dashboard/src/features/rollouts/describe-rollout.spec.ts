import type { RolloutView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { describeWindow } from '../windows/describe-window'
import { moves, rolloutName } from './describe-rollout'

type Group = RolloutView['groups'][number]

const group = (name: string, from: string | null, to: string): Group => ({
  group: name,
  hosts: 1,
  from: { revision: 1, release: from },
  to: { revision: 2, release: to, settings: {} },
})

describe('the name of a rollout', () => {
  it.each([
    [[group('build', 'go1.22.12', 'go1.23.5')], 'go1.23.5 on build'],
    [[group('a', null, 'go1.23.5'), group('b', 'go1.22.12', 'go1.23.5')], 'go1.23.5 on a and b'],
    [['a', 'b', 'c', 'd'].map((name) => group(name, 'go1.22.12', 'go1.23.5')), 'go1.23.5 on a, b and 2 more'],
    [[group('build', 'go1.23.5', 'go1.23.5')], 'New settings on build'],
    [
      [group('a', 'go1.23.5', 'go1.22.12'), group('b', 'go1.23.5', 'go1.21.13')],
      'An earlier state on a and b',
    ],
  ])('%#', (groups, name) => {
    expect(rolloutName({ groups })).toBe(name)
  })
})

describe('moves', () => {
  it('names each pair of releases once', () => {
    const groups = [
      group('a', 'go1.22.12', 'go1.23.5'),
      group('b', 'go1.22.12', 'go1.23.5'),
      group('c', null, 'go1.23.5'),
    ]
    expect(moves({ groups })).toEqual([
      { from: 'go1.22.12', to: 'go1.23.5' },
      { from: null, to: 'go1.23.5' },
    ])
  })
})

describe('a window in words', () => {
  const window = (...days: number[]) =>
    describeWindow({ timeZone: 'Europe/Berlin', days, from: '22:00', to: '04:00' })
  it.each([
    [[1, 2, 3, 4, 5], 'Mon to Fri'],
    [[7, 6], 'Sat, Sun'],
    [[1, 2, 3, 4, 5, 6, 7], 'every day'],
    [[1, 3, 5], 'Mon, Wed, Fri'],
  ])('%j', (days, words) => {
    expect(window(...days)).toBe(`${words} 22:00 to 04:00 Europe/Berlin`)
  })
})
