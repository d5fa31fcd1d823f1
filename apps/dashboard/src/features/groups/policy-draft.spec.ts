import type { HostPolicy } from '@goherd/model'
import { hostPolicy } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { policyError, policyHint, TOOLCHAINS, toPolicy, toPolicyDraft } from './policy-draft'

describe('a policy as it is typed', () => {
  it.each<HostPolicy>([
    {},
    { keep: 4 },
    { drainSeconds: 0 },
    { keep: 2, drainSeconds: 600, agent: '0.2.0' },
    { drift: 'correct' },
    { drift: 'report', keep: 3 },
  ])('%j comes back as it was', (policy) => {
    expect(toPolicy(toPolicyDraft(policy))).toEqual(policy)
  })

  it.each([
    ['keep', '', true],
    ['keep', '2', true],
    ['keep', '20', true],
    ['keep', '1', false],
    ['keep', '21', false],
    ['keep', '2.5', false],
    ['drain', '0', true],
    ['drain', '86400', true],
    ['drain', '86401', false],
    ['drain', '10m', false],
    ['agent', '0.2.0', true],
    ['agent', 'newest', false],
  ] as const)('%s %s is right: %s', (part, text, isRight) => {
    const draft = { keep: '', drain: '', agent: '', [part]: text }
    expect(policyError(part, draft) === undefined).toBe(isRight)
  })

  it('says what it means', () => {
    expect(policyHint('keep', { keep: '', drain: '', agent: '' })).toContain('by itself')
    expect(policyHint('keep', { keep: '4', drain: '', agent: '' })).toContain('way back')
    expect(policyHint('drain', { keep: '', drain: '0', agent: '' })).toContain('does not wait')
    expect(policyHint('drain', { keep: '', drain: '600', agent: '' })).toContain('Up to 10 min')
  })

  it('has one sentence for each way of GOTOOLCHAIN', () => {
    expect(TOOLCHAINS.map(({ value }) => value)).toEqual(['', 'local', 'path', 'auto'])
    for (const { note } of TOOLCHAINS) expect(note).toMatch(/^[A-Z].+\.$/)
  })
})

describe('the version of the agents', () => {
  it.each(['0.2.0', '1.0.0-rc.1', '0.2', 'v0.2.0', '1.2.3-', '1.2.3_x', '', `1.2.3-${'a'.repeat(64)}`])(
    '%s is right here when it is right for the server',
    (agent) => {
      const mistake = policyError('agent', { keep: '', drain: '', agent })
      expect(mistake === undefined).toBe(agent === '' || hostPolicy.shape.agent.safeParse(agent).success)
    },
  )
})
