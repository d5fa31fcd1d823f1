import { expect, it } from 'vitest'
import { moved } from './moved'

const names = ['a', 'b', 'c']

it.each([
  ['b', -1, ['b', 'a', 'c']],
  ['b', 1, ['a', 'c', 'b']],
  ['a', -1, names],
  ['c', 1, names],
  ['x', 1, names],
] as const)('%s moved by %i', (name, by, expected) => {
  expect(moved(names, name, by)).toEqual(expected)
})
