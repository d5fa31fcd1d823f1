import { expect, it } from 'vitest'
import { describeGoSource } from './go-source'

it.each([
  [null, '–', 'the agent has not told yet'],
  [{ origin: 'none', path: null }, 'none', 'there is no go on PATH'],
  [{ origin: 'managed', path: '/r/current/bin/go' }, 'managed', '/r/current/bin/go'],
  [
    { origin: 'usr-local', path: '/usr/local/go/bin/go' },
    '/usr/local/go',
    '/usr/local/go/bin/go is installed by hand',
  ],
  [{ origin: 'unknown', path: '/x/mygo' }, '/x/mygo', '/x/mygo is of unknown origin'],
] as const)('%j is %s', (source, word, title) => {
  expect(describeGoSource(source)).toEqual({ word, title })
})
