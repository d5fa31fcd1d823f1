import type { FleetStatus } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aGroup, aRelease, aRollback, aStatus, SAMPLE_TIME } from '../../testing/sample-fleet'
import { aHaltedRollout, aRollout } from '../../testing/sample-rollouts'
import { readPolicy } from '../rollouts/new/how-draft'
import { FirstSteps } from './first-steps'
import { FAILING_CHECK, type FirstFacts, firstSteps, SAW_DRIFT } from './first-steps-state'

const DEMO: FleetStatus['hosts'] = {
  ...{ total: 3, inSync: 2, drifted: 1, updating: 0, offline: 0, failed: 0, unmanaged: 0 },
}
const FACTS: FirstFacts = {
  dismissed: [],
  hosts: DEMO,
  groups: [
    aGroup({ name: 'canary', hosts: { ...aGroup().hosts, total: 1 } }),
    aGroup({ name: 'build', hosts: { ...aGroup().hosts, total: 2 } }),
    aGroup({ name: 'default', managed: false, desired: null, hosts: { ...aGroup().hosts, total: 9 } }),
  ],
  releases: [
    aRelease('go1.22.12'),
    aRelease('go1.23.5'),
    aRelease('go1.24rc1', { stable: false }),
    aRelease('go1.9.7'),
  ],
  rollouts: [],
  rollbacks: 0,
}

const done = (facts: Partial<FirstFacts>) =>
  firstSteps({ ...FACTS, ...facts })
    .filter(({ isDone }) => isDone)
    .map(({ step }) => step)
const shown = (facts: Partial<FirstFacts>) => firstSteps({ ...FACTS, ...facts }).map(({ step }) => step)
const hrefs = (facts: Partial<FirstFacts> = {}) => firstSteps({ ...FACTS, ...facts }).map(({ href }) => href)

describe('the first steps', () => {
  it('are three, none done, on a fresh fleet', () => {
    expect(shown({})).toEqual(['see-drift', 'halt-canary', 'emergency-rollback'])
    expect(done({})).toEqual([])
  })

  it('are done by what happened, whoever did it', () => {
    expect(done({ dismissed: [SAW_DRIFT] })).toEqual(['see-drift'])
    expect(done({ hosts: { ...DEMO, drifted: 0 } })).toEqual([])
    expect(done({ hosts: { ...DEMO, drifted: 0 }, rollouts: [aRollout()] })).toEqual(['see-drift'])
    expect(done({ rollouts: [aHaltedRollout()] })).toEqual(['halt-canary'])
    expect(done({ rollbacks: 1 })).toEqual(['emergency-rollback'])
  })

  it('do not take a rollout for halted that runs, or that only a person paused', () => {
    const paused = aRollout({ pauses: [{ kind: 'person', says: 'paused by ada', remedy: 'resume' }] })
    expect(done({ rollouts: [aRollout(), paused] })).toEqual([])
    const gate = {
      kind: 'gate-inconclusive',
      says: 'the gate smoke could not be measured',
      remedy: 'promote',
    }
    expect(done({ rollouts: [aRollout({ pauses: [gate] })] })).toEqual(['halt-canary'])
    expect(done({ rollouts: [aRollout({ state: 'finished', outcome: 'reverted' })] })).toEqual([
      'halt-canary',
    ])
  })

  it('go away one by one, and all together when everything was done', () => {
    expect(shown({ dismissed: ['see-drift'] })).toEqual(['halt-canary', 'emergency-rollback'])
    expect(shown({ dismissed: ['see-drift', 'halt-canary', 'emergency-rollback'] })).toEqual([])
    expect(shown({ dismissed: [SAW_DRIFT], rollouts: [aHaltedRollout()], rollbacks: 1 })).toEqual([])
  })

  it('are not shown without hosts, nor where people know their way', () => {
    expect(shown({ hosts: { ...DEMO, total: 0 } })).toEqual([])
    expect(shown({ rollouts: Array.from({ length: 6 }, () => aRollout()) })).toEqual([])
  })

  it('say nothing of ways that lead nowhere', () => {
    expect(hrefs({ hosts: { ...DEMO, drifted: 0 }, releases: [aRelease('go1.22.12')] })).toEqual([
      null,
      null,
      '/rollback',
    ])
  })
})

describe('the rollout that halts', () => {
  const search = (facts: Partial<FirstFacts> = {}) => new URLSearchParams(hrefs(facts)[1]?.split('?')[1])

  it('takes the largest managed group to the newest release there is', () => {
    expect(Object.fromEntries(search())).toMatchObject({ go: 'go1.23.5', groups: 'build', step: 'plan' })
    const recall = { reason: 'bad', by: 'ada', since: SAMPLE_TIME, expiresAt: null, digests: [] }
    const releases = FACTS.releases.map((one) =>
      one.release === 'go1.23.5' ? { ...one, recall: { ...recall, release: one.release } } : one,
    )
    expect(search({ releases }).get('go')).toBe('go1.9.7')
  })

  it('says in the address how it goes, in a form that the page reads: one host, then the check that fails', () => {
    const policy = readPolicy(JSON.parse(search().get('policy') ?? ''))
    expect(policy?.stages.map(({ size, gates, onFailure }) => ({ size, gates, onFailure }))).toEqual([
      { size: 1, gates: ['smoke'], onFailure: 'pause' },
      { size: '100%', gates: [], onFailure: 'pause' },
    ])
    expect(policy?.gates).toMatchObject([{ kind: 'smoke', check: FAILING_CHECK }])
  })
})

describe('the panel of first steps', () => {
  const seed = (dismissed: readonly string[]): Seed => [
    [keys.hints, { dismissed }],
    [keys.groups, { groups: FACTS.groups }],
    [keys.releases, { releases: FACTS.releases, source: 'go.dev', syncedAt: null }],
    [keys.rollouts, { rollouts: [] }],
    [keys.rollbacks, { rollbacks: [aRollback()] }],
  ]
  const panel = <FirstSteps status={aStatus({ hosts: DEMO })} />

  it('leads through all three, and says what is done', () => {
    const said = words(panel, seed([]))
    expect(said).toMatch(/1\. See what drifts, and why, to do .* 2\. Start .*, to do .* 3\. Take .*, done/)
    const html = markup(panel, seed([]))
    expect(html).toContain('href="/hosts?q=state%3Adrifted"')
    expect(html).toContain('href="/rollback"')
    expect(html.match(/aria-label="Hide “/g)).toHaveLength(3)
  })

  it('is not there before it is known what was put away, nor after all was', () => {
    expect(markup(panel, seed([]).slice(1))).toBe('')
    expect(markup(panel, seed(['see-drift', 'halt-canary', 'emergency-rollback']))).toBe('')
  })
})
