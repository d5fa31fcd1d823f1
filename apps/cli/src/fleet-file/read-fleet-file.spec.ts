import { describe, expect, it } from 'vitest'
import { CliFailure } from '../cli-failure.js'
import { readFleetFile } from './read-fleet-file.js'
import { readPolicyFile } from './read-policy-file.js'

const read = (text: string) => readFleetFile({ text, name: 'fleet.yaml' })

/** What is wrong, as `line:column message`. */
function wrong(text: string, of: (text: string) => unknown = read): string[] {
  try {
    of(text)
  } catch (thrown) {
    if (!(thrown instanceof CliFailure)) throw thrown
    expect(thrown.exit).toBe('usage')
    return thrown.issues.map(({ path, message }) => `${path.replace('fleet.yaml:', '')} ${message}`)
  }
  throw new Error('it was read')
}

const WHOLE = `
version: 1
policies:
  careful:
    stages:
      - { size: 1, soak: 10m, approvals: 1, gates: [smoke], ramp: 1 }
      - { size: 25%, soak: 1h30m, maxFailed: 1, concurrency: 5 }
    gates:
      - { kind: smoke, name: smoke, check: builds, timeout: 2m }
    windows:
      - Mon-Thu 09:00-16:00 Europe/Berlin
      - { timeZone: UTC, days: [6], from: "10:00", to: "12:00" }
    silentAfter: 90s
    spreadBy: rack
    domainCap: { label: rack, hosts: 2 }
    conflict: supersede
groups:
  build:
    go: 1.20
    settings: { GOPROXY: "https://proxy.example.com", CGO_ENABLED: 0 }
    policy: { keep: 3, drain: 5m, drift: correct }
    rollout: careful
    drill: 7d
    windows: [daily 22:00-04:00 UTC]
  ci:
    go: go1.23.5
    drillEveryDays: null
`

describe('a fleet file', () => {
  it('is read as the protocol has it: durations, windows and drills as people write them', () => {
    const { policies, groups } = read(WHOLE)
    expect(policies.careful).toMatchObject({
      stages: [
        { size: 1, soakSeconds: 600, approvals: 1, gates: ['smoke'], rampFrom: 1, onFailure: 'pause' },
        { size: '25%', soakSeconds: 5400, maxFailed: 1, concurrency: 5 },
      ],
      gates: [{ kind: 'smoke', check: 'builds', timeoutSeconds: 120 }],
      windows: [
        { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4], from: '09:00', to: '16:00' },
        { timeZone: 'UTC', days: [6], from: '10:00', to: '12:00' },
      ],
      ...{ silentAfterSeconds: 90, spreadBy: 'rack', domainCap: { label: 'rack', hosts: 2 } },
    })
    expect(groups).toEqual({
      build: {
        go: '1.20',
        settings: { GOPROXY: 'https://proxy.example.com', CGO_ENABLED: '0' },
        policy: { keep: 3, drainSeconds: 300, drift: 'correct' },
        ...{ rollout: 'careful', drillEveryDays: 7 },
        windows: [{ timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '04:00' }],
      },
      ci: { go: 'go1.23.5', settings: {}, policy: {}, drillEveryDays: null },
    })
  })

  it('1.20 is no 1.2, with quotes or without', () => {
    const go = (text: string) => read(`version: 1\ngroups: { a: { go: ${text} } }`).groups.a?.go
    expect([go('1.20'), go('"1.20"'), go("'1.20'")]).toEqual(['1.20', '1.20', '1.20'])
  })

  it('takes the names of the protocol as well, as the dashboard copies them', () => {
    const text =
      'version: 1\npolicies: { p: { stages: [{ size: 1, soakSeconds: 60 }], silentAfterSeconds: 30 } }\ngroups: {}'
    expect(read(text).policies.p).toMatchObject({ stages: [{ soakSeconds: 60 }], silentAfterSeconds: 30 })
  })

  it('follows anchors and aliases', () => {
    const text = 'version: 1\ngroups:\n  a: &a { go: "1.22", settings: { GOPROXY: direct } }\n  b: *a\n'
    const { groups } = read(text)
    expect(groups.b).toEqual(groups.a)
  })
})

describe('what is wrong has a line and a column', () => {
  it('no YAML', () => {
    expect(wrong('version: 1\ngroups: {a: [}\n')[0]).toMatch(/^2:\d+ /)
  })

  it('a key that nothing reads, with the nearest one that is', () => {
    const text =
      'version: 1\npolicies:\n  p:\n    stages:\n      - size: 1\n        soack: 10m\n    windws: []\ngroups: {}\n'
    expect(wrong(text)).toEqual([
      '6:9 nothing reads soack: did you mean soak?',
      '7:5 nothing reads windws: did you mean windows?',
    ])
  })

  it('keys of groups and of the file are no exception', () => {
    expect(wrong('version: 1\ngruops: {}\n')).toContain('2:1 nothing reads gruops: did you mean groups?')
    expect(wrong('version: 1\ngroups:\n  a:\n    go: "1.22"\n    setings: {}\n')).toEqual([
      '5:5 nothing reads setings: did you mean settings?',
    ])
  })

  it('a duration, a window, a drill', () => {
    const policy =
      'version: 1\npolicies:\n  p:\n    stages: [{ size: 1, soak: soon }]\n    windows: [always]\n'
    expect(wrong(`${policy}groups:\n  a: { go: "1.22", drill: weekly }\n`)).toEqual([
      '4:31 soon is no duration: write whole seconds as 30s, 10m or 2h',
      expect.stringMatching(/^5:15 always is no window: write "Mon-Fri/),
      '7:27 weekly is no number of days: write 7d, or never',
    ])
  })

  it('a value that cannot be, at its own place', () => {
    const text =
      'version: 1\npolicies:\n  p:\n    stages:\n      - size: half\n      - { size: 1, approvals: 7 }\ngroups: {}\n'
    const [size, approvals] = wrong(text)
    expect(size).toMatch(/^5:15 policies\.p\.stages\.0\.size: /)
    expect(approvals).toMatch(/^6:31 policies\.p\.stages\.1\.approvals: /)
  })

  it('what is missing, at what it is missing in', () => {
    expect(wrong('version: 1\ngroups:\n  a: { rollout: p }\n')[0]).toMatch(/^3:6 groups\.a\.go: /)
  })

  it.each([
    ['', /Invalid input/],
    ['[]', /Invalid input/],
    ['version: 2\ngroups: {}', /^1:10 version/],
    ['version: 1\ngroups:\n  a: x', /^3:6 groups\.a/],
    ['version: 1\ngroups:\n  "no name": { go: "1.22" }', /^3:14 groups\.no name/],
    ['version: 1\nversion: 1\ngroups: {}', /^2:1 .*unique/],
    [
      'version: 1\npolicies: { p: { stages: [{ size: 1, soak: 1m, soakSeconds: 9 }] } }\ngroups: {}',
      /said twice/,
    ],
  ])('%j', (text, issue) => {
    expect(wrong(text).join('\n')).toMatch(issue)
  })
})

describe('a file of how to roll out', () => {
  const file = (text: string) => ({ text, name: 'fleet.yaml' })
  const ONE = 'stages:\n  - { size: 1, soak: 10m }\nspreadBy: rack\n'

  it('is one policy', () => {
    expect(readPolicyFile(file(ONE), undefined)).toMatchObject({
      stages: [{ size: 1, soakSeconds: 600 }],
      spreadBy: 'rack',
    })
    expect(() => readPolicyFile(file(ONE), 'careful')).toThrow(/has no policies/)
    expect(
      wrong('stages: [{ size: 1 }]\nspread: rack\n', (text) => readPolicyFile(file(text), undefined)),
    ).toEqual(['2:1 nothing reads spread: did you mean spreadBy?'])
  })

  it('or a fleet file: its only policy, or the one that is named', () => {
    expect(readPolicyFile(file(WHOLE), undefined)).toMatchObject({ spreadBy: 'rack' })
    expect(readPolicyFile(file(WHOLE), 'careful')).toMatchObject({ spreadBy: 'rack' })
    expect(() => readPolicyFile(file(WHOLE), 'bold')).toThrow(/no policy bold/)
    expect(() => readPolicyFile(file(WHOLE), 'constructor')).toThrow(/no policy constructor/)
    const two =
      'version: 1\npolicies: { a: { stages: [{ size: 1 }] }, b: { stages: [{ size: 2 }] } }\ngroups: {}'
    expect(() => readPolicyFile(file(two), undefined)).toThrow(
      expect.objectContaining({ hint: 'Give --policy a or --policy b.' }),
    )
  })
})
