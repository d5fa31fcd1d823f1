import { fleetFile, type GateSpec, rolloutPolicySpec } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { aRolloutPlan, aSpec, aStageSpec } from '../../../testing/sample-rollouts'
import { shellWord } from '../../show-as/shell-words'
import { startCommand } from './cli-text'
import { fleetYaml } from './fleet-yaml'
import { gateFlags } from './gate-flags'
import { describeDownload, describeLeast, describeSpread, describeStages, platformsOf } from './plan-figures'

const [GROUP] = aRolloutPlan().groups

describe('a plan as a fleet file', () => {
  const spec = aSpec({
    stages: [
      aStageSpec({ maxFailed: 1, onFailure: 'revert-stage' }),
      aStageSpec({ size: '100%', soakSeconds: 0 }),
    ],
    windows: [{ timeZone: 'Europe/Berlin', days: [1], from: '22:00', to: '04:00' }],
    startAt: '2026-03-04T22:30:00.000Z',
  })
  const text = fleetYaml(aRolloutPlan({ spec }))

  it('is one that the protocol reads, with the same way to roll out', () => {
    const file = fleetFile.parse(parse(text))
    const { groups: _groups, change: _change, ...policy } = spec
    expect(file.policies['in-stages']).toEqual(rolloutPolicySpec.parse({ ...policy, startAt: null }))
    expect(file.groups.build).toMatchObject({ go: 'go1.23.5', rollout: 'in-stages', settings: {} })
  })

  it('says only what differs from the defaults', () => {
    expect(text).toBe(`version: 1
policies:
  in-stages:
    stages:
      - size: 1
        soakSeconds: 600
        maxFailed: 1
        onFailure: revert-stage
      - size: 100%
    windows:
      - timeZone: Europe/Berlin
        days:
          - 1
        from: 22:00
        to: 04:00
groups:
  build:
    go: go1.23.5
    rollout: in-stages
`)
  })

  it('warns that what is hidden has to be written again', () => {
    const settings = { GOPROXY: 'https://•••@proxy.example' }
    const masked = GROUP === undefined ? [] : [{ ...GROUP, to: { ...GROUP.to, settings } }]
    expect(fleetYaml(aRolloutPlan({ groups: masked }))).toMatch(/^# Write what is hidden/)
    expect(text).not.toContain('#')
  })
})

describe('a plan as a command', () => {
  it('says once what is the same in every stage, and lists what is not', () => {
    const request = aSpec({
      groups: ['build', 'test'],
      change: {
        go: '1.23',
        settings: { GOFLAGS: '-v -x' },
        unset: ['GOPROXY'],
        policy: { keep: 4, drainSeconds: 600 },
      },
    })
    expect(startCommand(request, "it's time")).toBe(
      "goherd rollout start --group build --group test --go 1.23 --set 'GOFLAGS=-v -x' --unset GOPROXY --keep 4 --drain 10m --stages 1,50%,100% --soak 10m,10m,0s --reason 'it'\\''s time'",
    )
  })

  it('leaves the defaults out', () => {
    const request = aSpec({ change: { revision: 4 }, stages: [aStageSpec({ size: '100%', soakSeconds: 0 })] })
    expect(startCommand(request, '')).toBe(
      'goherd rollout start --group build --revision 4 --stages 100% --reason why',
    )
  })

  it('says limits, windows, caps and times', () => {
    const stage = {
      concurrency: 2,
      rampFrom: 1,
      maxFailed: '10%',
      approvals: 1,
      onFailure: 'revert-all',
    } as const
    const request = aSpec({
      stages: [aStageSpec(stage), aStageSpec({ ...stage, size: '100%', approvals: 0 })],
      windows: [{ timeZone: 'Europe/Berlin', days: [1, 2, 6], from: '22:00', to: '04:00' }],
      spreadBy: 'site',
      domainCap: { label: 'rack', hosts: 2 },
      silentAfterSeconds: 90,
      startAt: '2026-03-04T22:30:00.000Z',
      conflict: 'supersede',
    })
    expect(startCommand(request, 'x')).toBe(
      "goherd rollout start --group build --go go1.23.5 --stages 1,100% --soak 10m --max-failed 10% --concurrency 2 --ramp 1 --approvals 1,0 --on-failure revert-all --window 'Mon,Tue,Sat 22:00-04:00 Europe/Berlin' --spread-by site --domain-cap rack=2 --silent-after 1m30s --start-at 2026-03-04T22:30:00.000Z --supersede --reason x",
    )
  })

  it('names what no flag says', () => {
    const request = aSpec({ stages: [aStageSpec({ rampFrom: 1 }), aStageSpec({ size: '100%' })] })
    expect(startCommand(request, 'x')).toMatch(
      /^# Not in this line: ramp. Copy as YAML has them.\ngoherd rollout start /,
    )
  })

  it.each([
    ['go1.23.5', 'go1.23.5'],
    ['1,25%,100%', '1,25%,100%'],
    ['two words', "'two words'"],
    ['$(rm)', "'$(rm)'"],
    ['', "''"],
  ])('quotes %j as %s', (text, word) => {
    expect(shellWord(text)).toBe(word)
  })
})

describe('the figures of a plan', () => {
  it('are said in words', () => {
    const plan = aRolloutPlan()
    expect(describeStages(plan)).toBe('10 hosts in 3 stages (1, 4, 5)')
    expect(describeLeast(plan)).toBe('at least 20 min')
    expect(describeLeast({ atLeastSeconds: 0 })).toBe('no time to wait')
    expect(describeDownload(plan)).toBe('8 hosts download 530 MB')
    expect(describeDownload({ download: { hosts: 0, bytes: 0 } })).toBe('every host has the bytes already')
    expect(describeSpread({ oslo: 2, '': 1 })).toBe('1 without the label, 2 oslo')
  })

  it('sum hosts by platform, most first', () => {
    expect(platformsOf(aRolloutPlan())).toEqual([
      { platform: 'linux/amd64', hosts: 9 },
      { platform: 'linux/arm64', hosts: 1 },
    ])
  })
})

describe('gates as flags', () => {
  const sum = `h1:${'A'.repeat(43)}=`
  const build = {
    kind: 'build',
    name: 'build',
    module: { path: 'example.com/tool', version: 'v1.4.0', sum },
    packages: './...',
    hosts: 1,
    maxSlowerPercent: 50,
    maxLargerPercent: 25,
    timeoutSeconds: 1_200,
  } as const
  const latency = { kind: 'prometheus', name: 'prometheus', query: 'sum(x)', op: '<', limit: 0.5 } as const
  const gated = (...gates: GateSpec[]) =>
    aSpec({
      gates,
      stages: [aStageSpec({ gates: gates.map(({ name }) => name) }), aStageSpec({ size: '100%' })],
    })

  it('say gates that are as they are by default, and in how many stages', () => {
    expect(gateFlags(gated(build, latency))).toEqual([
      ['--gate', `build=example.com/tool@v1.4.0#${sum}`],
      ['--gate', 'prometheus=sum(x)<0.5'],
      ['--gate-stages', '1'],
    ])
    const others: GateSpec[] = [
      { kind: 'smoke', name: 'smoke', check: 'cli', timeoutSeconds: 300 },
      { kind: 'smoke', name: 'smoke-2', check: 'web', timeoutSeconds: 300 },
      { kind: 'webhook', name: 'webhook', endpoint: 'ci', timeoutSeconds: 30 },
    ]
    expect(gateFlags(gated(...others))?.map(([, text]) => text)).toEqual([
      'smoke=cli',
      'smoke=web',
      'webhook=ci',
      '1',
    ])
  })

  it('say nothing of gates with a name or a limit of their own', () => {
    expect(gateFlags(gated({ ...build, name: 'cli' }))).toBeUndefined()
    expect(gateFlags(gated({ ...build, maxSlowerPercent: 10 }))).toBeUndefined()
    expect(startCommand(gated({ ...build, name: 'cli' }), 'x')).toContain('# Not in this line: gates.')
  })

  it('say nothing of gates that some stage in between has not', () => {
    const stages = [aStageSpec(), aStageSpec({ size: '50%', gates: ['build'] }), aStageSpec({ size: '100%' })]
    expect(gateFlags(aSpec({ gates: [build], stages }))).toBeUndefined()
  })

  it('are none without gates', () => {
    expect(gateFlags(aSpec())).toEqual([])
  })
})
