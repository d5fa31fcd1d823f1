import { LIVE_MESSAGES, LIVE_NAMESPACE, type LiveMessage, problem } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { addPerson } from '../testing/people.js'
import { RolloutScene } from '../testing/rollout-scene.js'
import { enrollHosts, NOTHING, openSocket, outcomeOf, TestAgent } from '../testing/test-agent.js'
import { LiveGateway } from './live.gateway.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

/** A dashboard's connection that keeps everything it is told, each message parsed by its schema. */
async function listen(options: Parameters<typeof openSocket>[2]) {
  const socket = openSocket(fleet.server, LIVE_NAMESPACE, options)
  const told: { message: LiveMessage; seq: number; payload: unknown }[] = []
  for (const message of [
    'live.opened',
    'hosts.changed',
    'groups.changed',
    'fleet.changed',
    'rollback.changed',
    'rollout.changed',
  ] as const) {
    socket.on(message, (raw: unknown) => {
      const payload = LIVE_MESSAGES[message].payload.parse(raw)
      told.push({ message, seq: payload.seq, payload })
    })
  }
  expect(await outcomeOf(socket)).toEqual({ opened: true })
  return { socket, told }
}

async function until(isTrue: () => boolean, withinMs = 30_000): Promise<boolean> {
  const end = Date.now() + withinMs
  while (!isTrue() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
  return isTrue()
}

const asToken = () => ({ auth: { token: fleet.server.adminToken } })

describe('the live namespace lets in', () => {
  const refusalOf = async (options: Parameters<typeof openSocket>[2]) => {
    const socket = openSocket(fleet.server, LIVE_NAMESPACE, options)
    const outcome = await outcomeOf(socket)
    socket.disconnect()
    return outcome.opened ? 'let in' : problem.shape.error.parse(outcome.data).code
  }

  it('nobody without a session or token, nor with a wrong one', async () => {
    expect(await refusalOf({})).toBe('not_signed_in')
    expect(await refusalOf({ auth: { token: 'ghp_wrong' } })).toBe('token_unknown')
    expect(await refusalOf({ extraHeaders: { cookie: 'goherd.session_token=made-up' } })).toBe(
      'not_signed_in',
    )
    expect(await refusalOf({ auth: { hostId: 'x', signature: 'y' } })).toBe('not_signed_in')
  })

  it('no page of another site, even with a good cookie', async () => {
    const cookie = fleet.server.adminCookie
    expect(await refusalOf({ extraHeaders: { cookie, origin: 'https://evil.example' } })).toBe(
      'foreign_origin',
    )
    expect(await refusalOf({ extraHeaders: { cookie, origin: fleet.server.url } })).toBe('let in')
  })

  it('every role, by cookie or token', async () => {
    const viewer = await addPerson(fleet.server, 'viewer')
    expect(await refusalOf({ auth: { token: viewer.token } })).toBe('let in')
    expect(await refusalOf({ extraHeaders: { cookie: viewer.cookie } })).toBe('let in')
  })
})

describe('a dashboard', () => {
  it('hears of each rollout, at most four times a second', async () => {
    const scene = await RolloutScene.make(fleet.server, 'live-rollout', 3)
    const { socket, told } = await listen(asToken())
    const { id } = await scene.start({ stages: [{ size: 1 }, { size: 2 }, { size: '100%' }] })
    const of = () => told.filter(({ message }) => message === 'rollout.changed').map(({ payload }) => payload)
    const isOver = () => JSON.stringify(of().at(-1) ?? '').includes('"outcome":"completed"')
    expect(await until(isOver)).toBe(true)
    expect(of().every((payload) => JSON.stringify(payload).includes(id))).toBe(true)
    socket.disconnect()
    scene.closeAll()
  })

  it('hears of hosts, groups and the fleet in numbered batches without a gap', async () => {
    const { socket, told } = await listen(asToken())
    await makeGroup(fleet.server, 'live')
    const [host] = await enrollHosts(fleet.server, 'live', ['live-1'])
    if (!host) throw new Error('a host should have been enrolled')
    await setGroup(fleet.server, 'live', '1.22')
    const agent = await TestAgent.connect(fleet.server, host)
    await agent.report(agent.there())
    const states = () =>
      told.flatMap(({ message, payload }) =>
        message === 'hosts.changed' ? LIVE_MESSAGES[message].payload.parse(payload).hosts : [],
      )
    expect(await until(() => states().some(({ state }) => state === 'in-sync'))).toBe(true)
    await agent.report({ ...agent.there(), observed: NOTHING })
    expect(await until(() => states().at(-1)?.state === 'drifted')).toBe(true)
    expect(states().at(-1)).toMatchObject({ name: 'live-1', drift: [{ kind: 'link' }, { kind: 'version' }] })
    agent.socket.emit('host.progress', {
      phase: { kind: 'downloading', release: 'go1.22.12', done: 5, total: 9 },
    })
    expect(await until(() => states().at(-1)?.phase.kind === 'downloading')).toBe(true)
    expect(states().at(-1)?.phase).toMatchObject({ done: 5, total: 9 })
    const heard = new Set(told.map(({ message }) => message))
    expect(await until(() => told.some(({ message }) => message === 'fleet.changed'))).toBe(true)
    expect([...heard]).toEqual(expect.arrayContaining(['live.opened', 'groups.changed', 'hosts.changed']))
    const numbers = told.map(({ seq }) => seq)
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at))
    agent.close()
    socket.disconnect()
  })

  it('is told again what it missed, in order and ahead of the answer', async () => {
    const { socket, told } = await listen(asToken())
    await until(() => told.length > 0)
    for (const name of ['missed-1', 'missed-2']) await makeGroup(fleet.server, name)
    await enrollHosts(fleet.server, 'missed-1', ['missed-host'])
    const namesHost = ({ payload }: { payload: unknown }) => JSON.stringify(payload).includes('missed-host')
    expect(await until(() => told.some(namesHost))).toBe(true)
    const ask = async (payload: unknown) =>
      LIVE_MESSAGES['live.sync'].answer.parse(await socket.timeout(2000).emitWithAck('live.sync', payload))
    const heard = told.length
    const first = told[0]?.seq ?? 0
    const { seq, gap } = await ask({ after: first })
    expect(gap).toBe(false)
    const again = told.slice(-(seq - first))
    expect(again.map((message) => message.seq)).toEqual(again.map((_, at) => first + 1 + at))
    expect(again.at(-1)?.seq).toBe(seq)
    expect(again.slice(0, heard - 1)).toEqual(told.slice(1, heard))
    expect(await ask({ after: seq })).toMatchObject({ gap: false })
    expect(await ask({ after: 3 })).toMatchObject({ gap: true })
    expect(await ask({ after: seq + 100 })).toMatchObject({ gap: true })
    socket.disconnect()
  })

  it('that was away for a moment hears what happened meanwhile, although nobody listened', async () => {
    const before = await listen(asToken())
    await until(() => before.told.length > 0)
    const after = before.told.at(-1)?.seq ?? 0
    before.socket.disconnect()
    await makeGroup(fleet.server, 'while-away')
    await enrollHosts(fleet.server, 'while-away', ['away-host'])
    const back = await listen(asToken())
    const sync = async () =>
      LIVE_MESSAGES['live.sync'].answer.parse(
        await back.socket.timeout(2000).emitWithAck('live.sync', { after }),
      )
    let gap = false
    for (let turn = 0; turn < 20 && !JSON.stringify(back.told).includes('away-host'); turn += 1) {
      gap ||= (await sync()).gap
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    expect(JSON.stringify(back.told)).toContain('away-host')
    expect(gap).toBe(false)
    back.socket.disconnect()
  })

  it('is refused malformed and unknown messages, and too many of them', async () => {
    const { socket } = await listen(asToken())
    const ask = (message: string, payload: unknown): Promise<{ error: { code: string } }> =>
      socket.timeout(2000).emitWithAck(message, payload)
    for (const payload of [undefined, null, {}, { after: -1 }, { after: 'x' }, 7]) {
      expect(await ask('live.sync', payload)).toMatchObject({ error: { code: 'message_malformed' } })
    }
    for (const message of ['hosts.changed', 'host.report', 'group.set', 'error']) {
      expect(await ask(message, {})).toMatchObject({ error: { code: 'message_unknown' } })
    }
    const many = await Promise.all(Array.from({ length: 40 }, () => ask('live.sync', {})))
    expect(many.some(({ error }) => error.code === 'too_fast')).toBe(true)
    socket.disconnect()
  })

  it('is disconnected once its token is revoked', async () => {
    const person = await addPerson(fleet.server, 'viewer', 'leaver')
    const { socket } = await listen({ auth: { token: person.token } })
    const stays = await listen(asToken())
    const ended = new Promise((resolve) => socket.once('disconnect', resolve))
    await fleet.server.database.prisma.apiToken.deleteMany({ where: { userId: person.id } })
    // What happens twice a minute.
    await fleet.server.app.get(LiveGateway, { strict: false }).recheck()
    expect(await ended).toBe('io server disconnect')
    expect(stays.socket.connected).toBe(true)
    stays.socket.disconnect()
  })
})
