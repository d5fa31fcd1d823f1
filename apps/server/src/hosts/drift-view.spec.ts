import type { Drift } from '@goherd/model'
import { driftView as schema } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { driftView } from './drift-view.js'

const CASES: { readonly [K in Drift['kind']]: readonly [Drift, expected: string, found: string][] } = {
  version: [
    [{ kind: 'version', expected: 'go1.22.12', found: null }, 'go1.22.12', 'none'],
    [{ kind: 'version', expected: 'go1.22.12', found: 'go1.21.13' }, 'go1.22.12', 'go1.21.13'],
  ],
  link: [
    [link({ kind: 'managed', release: 'go1.21.13' }), 'releases/go1.22.12', 'releases/go1.21.13'],
    [link({ kind: 'missing' }), 'releases/go1.22.12', 'no link'],
    [link({ kind: 'foreign', target: '/usr/lib/go' }), 'releases/go1.22.12', '/usr/lib/go'],
    [link({ kind: 'dangling', target: 'releases/go1.9' }), 'releases/go1.22.12', 'releases/go1.9'],
    [link({ kind: 'not-a-link' }), 'releases/go1.22.12', 'not a link'],
  ],
  settings: [
    [
      { kind: 'settings', name: 'GOPROXY', expected: 'https://u:p@proxy', found: null },
      'GOPROXY=https://•••@proxy',
      'GOPROXY not set',
    ],
  ],
  bytes: [
    [{ kind: 'bytes', release: 'go1.22.12', count: 1, sample: ['bin/go'] }, 'as installed', '1 file changed'],
    [
      { kind: 'bytes', release: 'go1.22.12', count: 3, sample: ['bin/go'] },
      'as installed',
      '3 files changed',
    ],
  ],
}

function link(found: Extract<Drift, { kind: 'link' }>['found']): Drift {
  return { kind: 'link', expected: 'go1.22.12', found }
}

describe('a drift on a page', () => {
  it.each(Object.values(CASES).flat())('%j', (drift, expected, found) => {
    const shown = driftView(drift)
    expect(schema.parse(shown)).toEqual(shown)
    expect(shown).toMatchObject({ kind: drift.kind, expected, found })
    expect(shown.reason).not.toContain('u:p@')
  })
})
