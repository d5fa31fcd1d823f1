import { expect, it } from 'vitest'
import { wrap } from './wrap.js'

it.each([
  [undefined, ['one two three']],
  [20, ['one two three']],
  [7, ['one two', 'three']],
  [3, ['one', 'two', 'three']],
])('in %s cells', (width, lines) => expect(wrap(['one', 'two', 'three'], ' ', width)).toEqual(lines))

it('does not count colours, and counts wide characters twice', () => {
  expect(wrap(['\u001b[31mab\u001b[39m', 'cd'], ' ', 5)).toEqual(['\u001b[31mab\u001b[39m cd'])
  expect(wrap(['日本', '語'], ' ', 6)).toEqual(['日本', '語'])
})

it('of nothing is nothing', () => expect(wrap([], ' ', 10)).toEqual([]))
