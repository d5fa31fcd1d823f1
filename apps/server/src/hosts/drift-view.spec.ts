import type { Drift, EffectiveCause } from '@goherd/model'
import { driftView as schema } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { driftView } from './drift-view.js'

const BY_HAND = { path: '/usr/local/go/bin/go', origin: 'usr-local', release: 'go1.21.13' } as const

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
  effective: [
    [
      effective({ kind: 'shadowed', context: 'login-shell', user: 'ci', go: BY_HAND }),
      "Goherd's go",
      '/usr/local/go/bin/go (go1.21.13, installed by hand)',
    ],
    [effective({ kind: 'not-on-path', context: 'service', user: 'root' }), "Goherd's go", 'no go on PATH'],
    [
      effective({ kind: 'goroot', value: '/opt/go', where: '/etc/profile.d/go.sh' }),
      'GOROOT not exported',
      'GOROOT=/opt/go',
    ],
    [
      effective({
        kind: 'override',
        override: { name: 'GOPROXY', value: 'https://u:p@other', where: '/home/ci/.config/go/env' },
        wanted: 'https://u:p@proxy',
      }),
      'GOPROXY=https://•••@proxy',
      'GOPROXY=https://•••@other',
    ],
    [
      effective({
        kind: 'workspace',
        path: '/srv/app',
        wants: 'go1.24.0',
        file: 'go.mod',
        active: 'go1.22.12',
        toolchain: 'auto',
      }),
      'go1.22.12',
      'go1.24.0 in /srv/app',
    ],
  ],
}

function effective(cause: EffectiveCause): Drift {
  return { kind: 'effective', cause }
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
    expect(shown.fix !== undefined).toBe(drift.kind === 'effective')
  })
})
