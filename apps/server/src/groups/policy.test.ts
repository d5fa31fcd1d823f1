import { createHash } from 'node:crypto'
import { auditList, groupHistory, groupView, problem, rollbackPlan, setDesiredResult } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { makeGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { enrollHosts, eventually, TestAgent } from '../testing/test-agent.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

const FACTS = {
  ...{ hostname: 'mended-1', platform: 'linux/amd64', root: '/var/lib/goherd' },
  ...{ agentVersion: '0.1.0', nodeVersion: 'v22.0.0' },
}
const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const set = async (group: string, body: object) =>
  accepted(await api(`/groups/${group}/desired`, body), setDesiredResult)

describe('the policy of a group', () => {
  it('goes with its revision into history, assignments and what agents get', async () => {
    await makeGroup(fleet.server, 'kept')
    const [host] = await enrollHosts(fleet.server, 'kept', ['kept-1'])
    if (!host) throw new Error('a host should have been enrolled')
    const first = await set('kept', { go: '1.22' })
    expect(first.policy).toEqual({})
    const policy = { keep: 4, drainSeconds: 600 }
    const second = await set('kept', { policy, reason: 'long builds' })
    expect(second).toMatchObject({ policy, unchanged: false, release: 'go1.22.12' })
    expect(second.digest).not.toBe(first.digest)
    const agent = await TestAgent.connect(fleet.server, host)
    expect(agent.assigned?.desired).toEqual({ release: 'go1.22.12', settings: {}, policy })
    const third = await set('kept', { settings: { GOFLAGS: '-mod=mod' } })
    expect(third.policy).toEqual(policy)
    const group = accepted(await api('/groups/kept'), groupView)
    expect(group.desired).toEqual({ release: 'go1.22.12', settings: { GOFLAGS: '-mod=mod' }, policy })
    const { revisions } = accepted(await api('/groups/kept/history'), groupHistory)
    expect(revisions.map((revision) => revision.policy)).toEqual([policy, policy, {}])
    const { entries } = accepted(await api('/audit?target=group:kept'), auditList)
    expect(entries.map(({ summary }) => summary).join()).toContain(
      'keeps 4 releases, waits up to 10 min for running builds',
    )
    agent.close()
  })

  it('that says nothing leaves the digest as it was before there were policies', async () => {
    await makeGroup(fleet.server, 'silent')
    const { digest } = await set('silent', { go: 'go1.21.13', settings: { GOPROXY: 'off' }, policy: {} })
    const bytes = '{"format":1,"release":"go1.21.13","settings":{"GOPROXY":"off"}}'
    expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect((await set('silent', { policy: {} })).unchanged).toBe(true)
  })

  it('holds for a host that goes to a snapshot of its own, too', async () => {
    await makeGroup(fleet.server, 'own')
    const [host] = await enrollHosts(fleet.server, 'own', ['own-1'])
    if (!host) throw new Error('a host should have been enrolled')
    await set('own', { go: '1.22', policy: { keep: 5 } })
    const agent = await TestAgent.connect(fleet.server, host)
    const there = agent.there()
    const snapshot = {
      ...{ id: 's-1', parent: null, release: 'go1.22.12', treeDigest: null, settings: {} },
      ...{ reason: 'before', takenAt: '2026-01-02T03:04:05.678Z' },
    }
    if (!there.observed) throw new Error('the agent found nothing')
    await agent.report({ ...there, observed: { ...there.observed, snapshots: [snapshot] } })
    const next = agent.nextAssignment()
    await api('/hosts/own-1/rollback', { snapshot: 's-1', reason: 'bisecting' })
    expect((await next).desired.policy).toEqual({ keep: 5 })
    agent.close()
  })

  it('may say that drift is put right, which agents hear under the digest that older ones come to as well', async () => {
    await makeGroup(fleet.server, 'mended')
    const [host] = await enrollHosts(fleet.server, 'mended', ['mended-1'])
    if (!host) throw new Error('a host should have been enrolled')
    const before = await set('mended', { go: '1.22', policy: { keep: 4 } })
    const policy = { keep: 4, drift: 'correct' }
    const after = await set('mended', { policy, reason: 'nobody works there by hand' })
    expect(after).toMatchObject({ policy, unchanged: false, digest: before.digest })
    expect(after.revision).toBeGreaterThan(before.revision)
    expect(after.warnings).toContainEqual(
      expect.stringMatching(/^the agent of mended-1 can only report drift/),
    )
    const agent = await TestAgent.connect(fleet.server, host)
    expect(agent.assigned?.desired.policy).toEqual(policy)
    expect((await set('mended', { policy })).unchanged).toBe(true)
    const { entries } = accepted(await api('/audit?target=group:mended'), auditList)
    expect(entries[0]?.summary).toContain('keeps 4 releases, puts drift right by itself')
    await agent.report({ ...agent.there(), facts: { ...FACTS, capabilities: ['drift-correct'] } })
    const { warnings } = await set('mended', { policy: { keep: 5, drift: 'correct' } })
    expect(warnings).not.toContainEqual(expect.stringContaining('can only report drift'))
    const quiet = await set('mended', { policy: { keep: 5 } })
    expect(quiet).toMatchObject({ unchanged: false, policy: { keep: 5 } })
    expect((await set('mended', { policy: { keep: 5, drift: 'report' } })).unchanged).toBe(true)
    agent.close()
  })

  it.each([
    [{ keep: 1 }, 'policy.keep'],
    [{ keep: 21 }, 'policy.keep'],
    [{ drainSeconds: -1 }, 'policy.drainSeconds'],
    [{ drainSeconds: 86_401 }, 'policy.drainSeconds'],
    [{ agent: 'newest' }, 'policy.agent'],
    [{ drift: 'fix' }, 'policy.drift'],
  ])('%j is refused, and the answer says where', async (policy, path) => {
    const answer = await api('/groups/kept/desired', { policy })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain(path)
    expect(problem.parse(answer.body).error.hint).not.toBe('')
  })

  it('comes back with the revision a rollback goes to', async () => {
    const { revision } = await set('kept', { policy: { keep: 2 } })
    const history = async () => accepted(await api('/groups/kept/history'), groupHistory)
    const earlier = (await history()).revisions.find(({ policy }) => policy.keep === 4)
    const request = { scope: { kind: 'group', group: 'kept' }, target: earlier?.revision }
    const plan = accepted(await api('/rollbacks/plan', request), rollbackPlan)
    await api('/rollbacks', { plan: plan.id, confirm: plan.confirm, reason: 'keeps too few' })
    const group = await eventually(
      async () => accepted(await api('/groups/kept'), groupView),
      (now) => now.revision !== revision,
    )
    expect(group.desired?.policy).toEqual(earlier?.policy)
  })
})
