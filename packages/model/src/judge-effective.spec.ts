import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DesiredState } from './desired-state.js'
import { compare, describeDrift, ofManagedGo } from './drift.js'
import {
  type EffectiveCause,
  type EffectiveGo,
  type FoundGo,
  GO_CONTEXTS,
  GO_ORIGINS,
  goSource,
} from './effective-go.js'
import {
  describeEffective,
  describeFoundGo,
  fixEffective,
  judgeEffective,
  toolchainPolicy,
} from './judge-effective.js'
import type { ObservedState } from './observed-state.js'

const wanted: DesiredState = {
  release: 'go1.22.12',
  settings: { GOPROXY: 'https://ci:secret@proxy.example' },
}
const MANAGED: FoundGo = {
  path: '/var/lib/goherd/current/bin/go',
  origin: 'managed',
  release: 'go1.22.12',
}
const BY_HAND: FoundGo = { path: '/usr/local/go/bin/go', origin: 'usr-local', release: 'go1.21.13' }

function found(over: Partial<EffectiveGo> = {}): EffectiveGo {
  return {
    onPath: true,
    contexts: GO_CONTEXTS.map((context) => ({ context, user: 'ci', go: MANAGED })),
    others: [],
    toolchains: [],
    overrides: [],
    workspaces: [],
    tools: [],
    ...over,
  }
}
const judge = (over: Partial<EffectiveGo>, state = wanted) => judgeEffective(state, found(over))
const override = (name: string, value: string, where = '/home/ci/.config/go/env') => ({
  overrides: [{ name, value, where }],
})
const workspace = (wants: string | null, file: string | null = 'go.mod') => ({
  workspaces: [{ path: '/srv/app', wants, file }],
})

describe('judging what builds would run', () => {
  it('finds nothing where nothing is known, or every context has the managed Go', () => {
    expect(judgeEffective(wanted, undefined)).toEqual([])
    expect(judge({})).toEqual([])
  })

  it('names the context and the user where another go comes first, or a shell has none', () => {
    const contexts = [
      { context: 'login-shell', user: 'ci', go: BY_HAND },
      { context: 'shell', user: 'root', go: null },
      { context: 'service', user: 'root', go: null },
    ] as const
    expect(judge({ contexts })).toEqual([
      { kind: 'shadowed', context: 'login-shell', user: 'ci', go: BY_HAND },
      { kind: 'not-on-path', context: 'shell', user: 'root' },
    ])
  })

  it('takes no offence at PATH or the environment where Goherd was never asked to be on PATH', () => {
    const contexts = [{ context: 'shell', user: 'ci', go: BY_HAND }] as const
    expect(judge({ onPath: false, contexts, ...override('GOROOT', '/opt/go') })).toEqual([])
    expect(judge({ onPath: false, contexts, ...workspace('1.24') })).toHaveLength(1)
  })

  it('counts the other Gos, toolchains and tools of a host for nothing by themselves', () => {
    const tools = [{ path: '/home/ci/go/bin/stringer', release: 'go1.21.13' }]
    expect(judge({ others: [BY_HAND], toolchains: [BY_HAND], tools })).toEqual([])
  })

  it('takes an exported GOROOT for drift, whatever it is', () => {
    expect(judge(override('GOROOT', '/opt/go', '/etc/profile.d/go.sh'))).toEqual([
      { kind: 'goroot', value: '/opt/go', where: '/etc/profile.d/go.sh' },
    ])
  })

  it('takes only settings that are wanted otherwise for overridden', () => {
    expect(judge(override('GOPROXY', 'off'))).toMatchObject([
      { kind: 'override', override: { value: 'off' } },
    ])
    expect(judge(override('GOFLAGS', '-mod=mod'))).toEqual([])
    expect(judge(override('GOPROXY', 'https://ci:secret@proxy.example'))).toEqual([])
    expect(judge(override('GOPROXY', 'https://•••@proxy.example'))).toEqual([])
  })

  it.each([
    ['go1.24.0', true],
    ['1.24', true],
    ['1.23rc1', true],
    ['1.22', false],
    ['go1.22.12', false],
    ['go1.21.0', false],
    ['default', false],
    [null, false],
  ])('a workspace that asks for %s is drift: %s', (wants, drifts) => {
    expect(judge(workspace(wants)).length > 0).toBe(drifts)
  })

  it.each([
    ['go1.22.12', 'auto', 'go.mod', 'auto'],
    ['go1.22.12', 'local', 'go.mod', 'local'],
    ['go1.22.12', 'path', 'go.work', 'path'],
    ['go1.22.12', 'go1.22.12+auto', 'go.mod', 'auto'],
    ['go1.22.12', 'local', '.go-version', 'none'],
    ['go1.20.14', 'auto', 'go.mod', 'none'],
  ])('%s with GOTOOLCHAIN=%s meets %s: %s', (release, GOTOOLCHAIN, file, toolchain) => {
    const state = { release, settings: { GOTOOLCHAIN } }
    expect(judge(workspace('1.24', file), state)).toEqual([
      { kind: 'workspace', path: '/srv/app', wants: '1.24', file, active: release, toolchain },
    ])
  })
})

it.each([
  [undefined, 'auto'],
  ['auto', 'auto'],
  ['path', 'path'],
  ['local', 'local'],
  ['local+path', 'path'],
  ['go1.23.5+auto', 'auto'],
  ['go1.23.5', 'local'],
])('GOTOOLCHAIN=%s does what %s does', (value, policy) => {
  expect(toolchainPolicy(value)).toBe(policy)
})

/** For each kind of cause, one after another: the cause, its sentence, its fix. The type demands every kind. */
const CASES: {
  readonly [K in EffectiveCause['kind']]: readonly (readonly [EffectiveCause, string, string])[]
} = {
  shadowed: [
    [
      { kind: 'shadowed', context: 'login-shell', user: 'ci', go: BY_HAND },
      "in a login shell of ci, go is /usr/local/go/bin/go (go1.21.13, installed by hand) and not Goherd's",
      "Remove /usr/local/go/bin/go, or put Goherd's folder before it: goherd-agent path setup",
    ],
    [
      { kind: 'shadowed', context: 'shell', user: 'ci', go: { ...BY_HAND, release: null } },
      "in a shell that is no login shell of ci, go is /usr/local/go/bin/go (installed by hand) and not Goherd's",
      "Remove /usr/local/go/bin/go, or put Goherd's folder before it: goherd-agent path setup",
    ],
  ],
  'not-on-path': [
    [
      { kind: 'not-on-path', context: 'service', user: 'root' },
      'in a service of root, there is no go on PATH',
      'Put Goherd on PATH there: goherd-agent path setup --link-bin',
    ],
  ],
  goroot: [
    [
      { kind: 'goroot', value: '/opt/go', where: '/etc/profile.d/go.sh' },
      'GOROOT is exported as /opt/go by /etc/profile.d/go.sh, so go leaves its own tree and a switch can mix two in one build',
      'Take GOROOT out of /etc/profile.d/go.sh; go finds its own folder',
    ],
  ],
  override: [
    [
      {
        kind: 'override',
        override: { name: 'GOPROXY', value: 'https://a:b@other', where: '/home/ci/.config/go/env' },
        wanted: 'https://c:d@proxy',
      },
      'GOPROXY is "https://•••@other" by /home/ci/.config/go/env, which is stronger than "https://•••@proxy" in go.env',
      'Take it back as the user whose file /home/ci/.config/go/env is: go env -u GOPROXY',
    ],
    [
      {
        kind: 'override',
        override: { name: 'GOFLAGS', value: '-v', where: 'the environment of a login shell of ci' },
        wanted: '',
      },
      'GOFLAGS is "-v" by the environment of a login shell of ci, which is stronger than "" in go.env',
      'Take GOFLAGS out of the environment of a login shell of ci',
    ],
  ],
  workspace: (
    [
      [
        'auto',
        'so go downloads and runs that instead of go1.22.12',
        'or set GOTOOLCHAIN=local to forbid downloads',
      ],
      [
        'path',
        'and GOTOOLCHAIN=path takes it from PATH only: where it is not there, builds fail',
        'or lower what go.mod in /srv/app asks for',
      ],
      [
        'local',
        'and GOTOOLCHAIN=local refuses it: builds there fail',
        'or lower what go.mod in /srv/app asks for',
      ],
      ['none', 'but builds there run go1.22.12', 'or build there with: goherd-agent exec'],
    ] as const
  ).map(([toolchain, consequence, way]) => [
    { kind: 'workspace', path: '/srv/app', wants: '1.24', file: 'go.mod', active: 'go1.22.12', toolchain },
    `in /srv/app, go.mod asks for 1.24, ${consequence}`,
    `Move the group to 1.24 or newer, ${way}`,
  ]),
}

describe('an effective drift', () => {
  it.each(Object.values(CASES).flat())('%j in words', (cause, sentence, fix) => {
    expect(describeEffective(cause)).toBe(sentence)
    expect(describeDrift({ kind: 'effective', cause })).toBe(sentence)
    expect(fixEffective(cause)).toBe(fix)
  })

  it('is found by compare after the others, is not of the managed Go, and waits while another release is active', () => {
    const observed: ObservedState = {
      link: { kind: 'managed', release: 'go1.22.12' },
      settings: {},
      goVersion: 'go1.22.12',
      bytes: { kind: 'unchecked' },
      proof: null,
      installed: [],
      snapshots: [],
      effective: found({ contexts: [{ context: 'shell', user: 'ci', go: null }] }),
    }
    const drift = compare(wanted, observed, { reached: true })
    expect(drift.map(({ kind }) => kind)).toEqual(['settings', 'effective'])
    expect(ofManagedGo(drift).map(({ kind }) => kind)).toEqual(['settings'])
    const elsewhere = { ...observed, link: { kind: 'missing' } } as const
    expect(compare(wanted, elsewhere, { reached: true }).map(({ kind }) => kind)).toEqual(['link', 'version'])
  })
})

describe('the source of go', () => {
  it('is not known before a look, and none where PATH has no go anywhere', () => {
    expect(goSource(undefined)).toBeNull()
    expect(goSource(found({ contexts: [] }))).toBeNull()
    expect(goSource(found({ contexts: [{ context: 'shell', user: 'ci', go: null }] }))).toEqual({
      origin: 'none',
      path: null,
    })
  })

  it('is the managed one only where no context has another', () => {
    expect(goSource(found())).toEqual({ origin: 'managed', path: MANAGED.path })
    const contexts = [
      { context: 'shell', user: 'ci', go: MANAGED },
      { context: 'login-shell', user: 'ci', go: BY_HAND },
    ] as const
    expect(goSource(found({ contexts }))).toEqual({ origin: 'usr-local', path: BY_HAND.path })
  })
})

it('a Go of every origin has words of its own', () => {
  const said = GO_ORIGINS.map((origin) => describeFoundGo({ path: '/go', origin, release: null }))
  expect(new Set(said).size).toBe(GO_ORIGINS.length)
})

it('every cause that can be found has one sentence and one fix without a line break or a secret', () => {
  const go = fc.record({
    path: fc.constantFrom('/usr/bin/go', '/snap/bin/go'),
    origin: fc.constantFrom(...GO_ORIGINS),
    release: fc.constantFrom('go1.21.13', null),
  })
  const effective = fc.record({
    onPath: fc.boolean(),
    contexts: fc.array(
      fc.record({
        context: fc.constantFrom(...GO_CONTEXTS),
        user: fc.constantFrom('ci', 'root'),
        go: fc.option(go),
      }),
    ),
    others: fc.array(go),
    toolchains: fc.array(go),
    overrides: fc.array(
      fc.record({
        name: fc.constantFrom('GOROOT', 'GOPROXY', 'GOFLAGS'),
        value: fc.constantFrom('https://x:secret@y', 'off'),
        where: fc.constantFrom('/etc/profile', '/root/.config/go/env'),
      }),
    ),
    workspaces: fc.array(
      fc.record({
        path: fc.constant('/srv/a'),
        wants: fc.constantFrom('1.25', null),
        file: fc.constantFrom('go.mod', null),
      }),
    ),
    tools: fc.constant([]),
  })
  fc.assert(
    fc.property(effective, (seen) => {
      for (const cause of judgeEffective(wanted, seen)) {
        for (const said of [describeEffective(cause), fixEffective(cause)]) {
          expect(said).toMatch(/^\S[^\n]+\S$/)
          expect(said).not.toContain('secret')
        }
      }
    }),
  )
})
