import { expect, it } from 'vitest'
import { globalsOfRawArguments, readGlobals } from './globals.js'

it('reads what the parser found; everything is optional', () => {
  expect(readGlobals({})).toEqual({
    json: false,
    quiet: false,
    color: true,
    input: true,
    verbose: false,
    timeoutMs: undefined,
    context: undefined,
  })
  expect(
    readGlobals({ json: true, color: false, input: false, timeout: '10m', context: 'prod' }),
  ).toMatchObject({
    json: true,
    color: false,
    input: false,
    timeoutMs: 600_000,
    context: 'prod',
  })
})

it.each(['soon', '0', '60d'])('refuses --timeout %s', (timeout) => {
  expect(() => readGlobals({ timeout })).toThrow('not a duration')
})

it('knows --json also on a line that cannot be parsed', () => {
  expect(globalsOfRawArguments(['hosts', '--nonsense', '--json'])).toMatchObject({ json: true, color: true })
})
