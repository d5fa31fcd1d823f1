import type { EffectiveGo } from '@goherd/model'
import { expect, it } from 'vitest'
import { explain, explainedText } from './explain.js'

const MANAGED = { path: '/r/current/bin/go', origin: 'managed', release: 'go1.22.12' } as const
const MINE = { path: '/usr/local/go/bin/go', origin: 'usr-local', release: 'go1.21.13' } as const
const found: EffectiveGo = {
  onPath: true,
  contexts: [
    { context: 'login-shell', user: 'ci', go: MANAGED, path: ['/r/current/bin', '/usr/bin'] },
    { context: 'shell', user: 'ci', go: MINE },
    { context: 'service', user: 'ci', go: null },
  ],
  others: [MINE],
  toolchains: [{ path: '/m/toolchain/bin/go', origin: 'toolchain', release: 'go1.24.0' }],
  overrides: [{ name: 'GOROOT', value: '/opt/go', where: '/etc/profile' }],
  workspaces: [
    { path: '/srv/app', wants: '1.24', file: 'go.mod' },
    { path: '/srv/b', wants: null, file: null },
  ],
  tools: [{ path: '/home/ci/go/bin/stringer', release: 'go1.21.13' }],
}
const active = { release: 'go1.22.12', settings: {} }

it('tells every context with why and how to change it, and what of it is drift', () => {
  const { contexts, reasons } = explain(active, found)
  expect(contexts.map(({ why, fix }) => [why, fix])).toEqual([
    ['PATH leads to this root: go1.22.12', null],
    [
      'its folder is the first of PATH that has a go',
      "Remove /usr/local/go/bin/go, or put Goherd's folder before it: goherd-agent path setup",
    ],
    ['no folder of PATH has a go there', 'Put Goherd on PATH there: goherd-agent path setup --link-bin'],
  ])
  expect(reasons.map(({ kind }) => kind)).toEqual(['shadowed', 'goroot', 'workspace'])
})

it('tells contexts also where nothing of it is drift, and nothing is active', () => {
  const { contexts, reasons } = explain(null, { ...found, onPath: false, workspaces: [] })
  expect(contexts).toHaveLength(3)
  expect(contexts[0]?.why).toBe('PATH leads to this root: no release')
  expect(reasons).toEqual([])
})

it('is text that has everything once, each with its heading', () => {
  const text = explainedText(found, explain(active, found))
  for (const said of [
    "In a login shell of ci, go is /r/current/bin/go (go1.22.12, Goherd's)\n",
    '  PATH leads to this root: go1.22.12\n  PATH is /r/current/bin:/usr/bin\nIn a shell',
    'In a service of ci, there is no go\n',
    'Other Gos on this host\n  /usr/local/go/bin/go (go1.21.13, installed by hand)\n',
    'Toolchains that go downloaded\n',
    '  GOROOT=/opt/go (/etc/profile)\n',
    '  /srv/app: 1.24 (go.mod)\n  /srv/b: asks for nothing\n',
    '  /home/ci/go/bin/stringer (go1.21.13)\n',
    'Drift\n  in a shell that is no login shell of ci, go is',
  ]) {
    expect(text).toContain(said)
  }
  const bare = {
    ...found,
    others: [],
    toolchains: [],
    overrides: [],
    workspaces: [],
    tools: [],
    contexts: [],
  }
  expect(explainedText(bare, explain(active, bare))).toBe('')
})
