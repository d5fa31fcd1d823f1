import { describe, expect, it } from 'vitest'
import { rolloutPlan, SPEC } from '../../test/rollout-samples.js'
import { paletteOf } from './palette.js'
import { rolloutPlanText } from './rollout-plan.js'

const style = { palette: paletteOf(false), width: undefined, now: 0 }
const text = (over: Parameters<typeof rolloutPlan>[0] = {}) => rolloutPlanText(rolloutPlan(over), style)

describe('the plan of a rollout', () => {
  it('says what goes where, what a line resolved to, each stage, and what it costs', () => {
    expect(text()).toBe(
      [
        'build: go1.22.12 → go1.23.5 with GOFLAGS=-mod=readonly on 4 hosts',
        '1.23 is go1.23.5',
        '',
        'STAGE  SIZE  HOSTS  PLATFORMS                     THEN                                  WHO',
        '    1     1      1  1 linux/amd64                 soak 10m 00s, gate smoke, 1 approval  ci-1',
        '    2  100%      3  2 linux/amd64, 1 linux/arm64                                        ci-2 ci-3 ci-4',
        '',
        '3 hosts will download 226 MB in all; 4 of 4 could go back without a download. It takes at least 10m 00s of soaking.',
        `plan ${'d'.repeat(64)}`,
      ].join('\n'),
    )
  })

  it('says so when nobody has to download and nothing soaks', () => {
    expect(text({ download: { hosts: 0, bytes: 0 }, atLeastSeconds: 0 })).toContain(
      'Nobody has to download anything; 4 of 4 could go back without a download.\n',
    )
  })

  it('shows how a label is spread', () => {
    const [first, second] = rolloutPlan().stages
    if (!first || !second) throw new Error('two stages')
    const stages = [
      { ...first, spread: { 'rack-1': 1 } },
      { ...second, spread: { 'rack-1': 1, 'rack-2': 2 } },
    ]
    const shown = text({ stages, spec: { ...SPEC, spreadBy: 'rack' } })
    expect(shown).toContain('RACK')
    expect(shown).toContain('1 rack-1, 2 rack-2')
  })

  it('names what needs an eye: hosts, conflicts, warnings; of many hosts the first', () => {
    const notes = Array.from({ length: 12 }, (_, n) => ({ host: `h${n}`, group: 'build', says: 'offline' }))
    const shown = text({
      notes,
      conflicts: [{ rollout: 'ro-0', group: 'build', says: 'rollout ro-0 is under way\u001b[31m' }],
      warnings: ['linux/arm64 is not in the first stage'],
    })
    expect(shown).toContain('note: h9: offline\nand 2 more; --json has them all\n')
    expect(shown).toContain('conflict: rollout ro-0 is under way\\u001b[31m')
    expect(shown).toContain('warning: linux/arm64 is not in the first stage')
    expect(shown).not.toContain('h10')
  })
})
