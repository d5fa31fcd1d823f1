import { expect, it } from 'vitest'
import { givenContext } from './given-context.js'

it.each([
  ['hosts get --context prod ci', 'prod'],
  ['--context=prod hosts get ci', 'prod'],
  ['hosts get --context=a=b ci', 'a=b'],
  ['hosts get ci', undefined],
  ['hosts get -- --context=prod', undefined],
])('%s goes to %s', (line, context) => {
  expect(givenContext(line.split(' '))).toBe(context)
})
