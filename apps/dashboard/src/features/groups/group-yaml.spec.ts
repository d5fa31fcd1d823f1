import { fleetFile } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type DesiredDraft, draftOf, mistakesOf } from './desired-draft'
import { readGroupYaml } from './read-group-yaml'
import { writeGroupYaml } from './write-group-yaml'
import { atTheirLines, spanOf } from './yaml-reading'

const CATALOGUE = ['go1.23.5', 'go1.22.12'].map((name) => ({ name, stable: true }))
const DESIRED = {
  release: 'go1.22.12',
  settings: { CGO_ENABLED: '0', GOFLAGS: '-trimpath', GOPROXY: 'https://proxy.example,direct' },
  policy: { keep: 4, drainSeconds: 600, drift: 'correct', agent: '0.2.0' },
} as const
const { reason: _none, ...DRAFT } = draftOf(DESIRED)

const read = (text: string) => readGroupYaml(text, 'build')

function desiredIn(text: string): DesiredDraft {
  const reading = read(text)
  if (reading.kind === 'wrong') throw new Error(JSON.stringify(reading.mistakes))
  return reading.desired
}

/** What is wrong in a text, as `line message`. */
function wrong(text: string): string[] {
  const reading = read(text)
  if (reading.kind === 'read') throw new Error('it was read')
  return reading.mistakes.map(({ line, message }) => `${line} ${message}`)
}

describe('a group written as YAML', () => {
  it('is a fleet file as the server takes it, with the same state', () => {
    const file = fleetFile.parse(parse(writeGroupYaml('build', DRAFT)))
    expect(file).toEqual({
      version: 1,
      policies: {},
      groups: { build: { go: 'go1.22.12', settings: DESIRED.settings, policy: DESIRED.policy } },
    })
  })

  it('says nothing of what is not set', () => {
    const bare = draftOf({ release: 'go1.22.12', settings: {} })
    expect(writeGroupYaml('build', bare)).toBe('version: 1\ngroups:\n  build:\n    go: go1.22.12\n')
  })

  it('keeps a long value on its line', () => {
    const long = `https://${'a'.repeat(200)}.example, direct and more words`
    const text = writeGroupYaml('build', draftOf({ release: 'go1.22.12', settings: { GOPROXY: long } }))
    expect(text).toContain(`      GOPROXY: ${long}\n`)
  })

  it('says of what is hidden that it stays here and is not for elsewhere', () => {
    const masked = draftOf({ release: 'go1.22.12', settings: { GOPROXY: 'https://•••@proxy.example' } })
    expect(writeGroupYaml('build', masked)).toMatch(/^# What is hidden as •••/)
    expect(writeGroupYaml('build', DRAFT)).not.toContain('#')
  })
})

describe('YAML read as a group', () => {
  it.each<[string, DesiredDraft]>([
    ['everything set', DRAFT],
    ['nothing set', draftOf(null)],
    ['a line that YAML takes for a number', { ...DRAFT, go: '1.20' }],
    ['what is wrong in the form', { ...DRAFT, policy: { ...DRAFT.policy, keep: '99', drain: 'soon' } }],
    ['an empty setting', { ...DRAFT, rows: [{ name: 'GOFLAGS', value: '' }] }],
    [
      'values YAML would take for others',
      {
        ...DRAFT,
        rows: ['yes', '0x10', '~', ' a ', '1e3', "'", '#'].map((value, n) => ({ name: `A${n}`, value })),
      },
    ],
    ['what is hidden', { ...DRAFT, rows: [{ name: 'GOPROXY', value: 'https://•••@proxy.example' }] }],
  ])('is what was written: %s', (_what, { go, rows, policy }) => {
    expect(desiredIn(writeGroupYaml('build', { go, rows, policy }))).toEqual({ go, rows, policy })
  })

  it('takes durations, quotes, comments and aliases as people write them', () => {
    const text = `# the build hosts
version: 1
groups:
  build:
    go: "1.20" # a line
    settings: { GOPROXY: &mirror direct, GONOPROXY: *mirror, CGO_ENABLED: 0 }
    policy: { drain: 1h30m, drift: report }
`
    expect(desiredIn(text)).toEqual({
      go: '1.20',
      rows: [
        { name: 'GOPROXY', value: 'direct' },
        { name: 'GONOPROXY', value: 'direct' },
        { name: 'CGO_ENABLED', value: '0' },
      ],
      policy: { keep: '', drain: '5400', drift: 'report', agent: '' },
    })
  })

  it.each([
    ['version: 1\ngroups: {build: [}\n', /^2 .*: /],
    ['version: 1\ngroups:\n  build:\n\tgo: x\n', /^4 Tabs.*: indent with spaces/],
    ['version: 1\nversion: 1\ngroups: { build: { go: x } }', /^2 .*unique: take one of the two away/],
    ['version: 2\ngroups: { build: { go: "1.22" } }', /^1 .*write version: 1$/],
    ['', /^1 .*write version: 1\n1 there is no build: write it under groups:$/],
    [
      'version: 1\ngroups:\n  build:\n    setings: {}\n',
      /^4 nothing reads setings here: there is go, settings, policy$/,
    ],
    [
      'version: 1\ngroups:\n  build:\n    go: "1.22"\n  test:\n    go: "1.22"\n',
      /^6 this page sets build only: take test away/,
    ],
    [
      'version: 1\ngroups:\n  build:\n    rollout: careful\n',
      /^4 nothing reads rollout here: press Roll out in stages/,
    ],
    ['version: 1\ngroups:\n  build:\n    constructor: x\n', /^4 nothing reads constructor here: there is go/],
    ['version: 1\ngroups:\n  build: go1.22.12\n', /^3 build is not made of keys and values/],
    ['version: 1\ngroups:\n  build:\n    go: [1]\n', /^4 this is one value: write it on one line$/],
    ['version: 1\ngroups:\n  build:\n    settings:\n      GOFLAGS:\n', /^5 GOFLAGS has no value: write ""/],
    [
      'version: 1\ngroups:\n  build:\n    policy:\n      drift: fix\n',
      /^5 drift is report or correct, not fix/,
    ],
    ['version: 1\ngroups:\n  build:\n    policy:\n      drain: soon\n', /^5 soon is no duration: write 30s/],
    [
      'version: 1\ngroups:\n  build:\n    policy: { drain: 1m, drainSeconds: 60 }\n',
      /^4 drain is said twice/,
    ],
  ])('%j has a mistake with a line and what to do', (text, mistake) => {
    expect(wrong(text).join('\n')).toMatch(mistake)
  })

  it('has what the form would refuse at its line too', () => {
    const text = `version: 1
groups:
  build:
    settings:
      GOFLAGS: -toolexec=sh
      GOPROXY: https://•••@other.example
    policy:
      keep: 99
      drain: 2d
`
    const reading = read(text)
    if (reading.kind === 'wrong') throw new Error('it was not read')
    const current = { GOPROXY: 'https://•••@proxy.example' }
    const mistakes = atTheirLines(reading, mistakesOf(reading.desired, { current, catalogue: CATALOGUE }))
    expect(mistakes.map(({ line }) => line)).toEqual([4, 5, 6, 8, 9])
    expect(mistakes.map(({ message }) => message)).toEqual([
      'say which Go: 1.22, or go1.22.12',
      expect.stringContaining('-toolexec'),
      'the hidden part would be lost; write the whole value anew',
      expect.stringContaining('from 2 to 20'),
      expect.stringContaining('from 0 to 86400'),
    ])
  })
})

it.each([
  [1, 'version: 1'],
  [2, ''],
  [3, 'groups:'],
])('line %i of a text can be found in it', (line, found) => {
  const text = 'version: 1\n\ngroups:'
  const { start, end } = spanOf(line, text)
  expect(text.slice(start, end)).toBe(found)
})
