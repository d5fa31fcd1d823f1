import { generateKeyPairSync, sign } from 'node:crypto'
import {
  AGENT_MESSAGES,
  AGENT_NAMESPACE,
  challengeText,
  handshakeRefusal,
  MAX_MESSAGE_BYTES,
  sessionClosed,
} from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callApi } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import {
  enrollHosts,
  eventually,
  handshakeOf,
  nextOf,
  openSocket,
  outcomeOf,
  TestAgent,
  type TestHost,
} from '../testing/test-agent.js'
import { AgentSessions } from './agent-sessions.js'
import { CHALLENGE_TTL_MS, Challenges } from './challenges.js'
import { LinkCounters } from './link-counters.js'
import { ALLOWANCE } from './message-router.js'

let fleet: TestFleet
let host: TestHost
let other: TestHost

beforeAll(async () => {
  fleet = await startTestFleet()
  await makeGroup(fleet.server, 'link')
  const [first, second] = await enrollHosts(fleet.server, 'link', ['link-1', 'link-2'])
  if (!first || !second) throw new Error('two hosts should have been enrolled')
  host = first
  other = second
})
afterAll(() => fleet?.close())

async function refusalOf(auth: object | undefined) {
  const socket = openSocket(fleet.server, AGENT_NAMESPACE, auth ? { auth } : {})
  const outcome = await outcomeOf(socket)
  socket.disconnect()
  return outcome.opened ? 'let in' : handshakeRefusal.parse(outcome.data)
}

describe('a handshake is refused, with the reason,', () => {
  it('without anything that says who it is', async () => {
    expect(await refusalOf(undefined)).toMatchObject({ code: 'handshake_malformed', retry: 'never' })
    expect(await refusalOf({ hostId: host.hostId })).toMatchObject({ code: 'handshake_malformed' })
    expect(await refusalOf({ token: fleet.server.adminToken })).toMatchObject({ code: 'handshake_malformed' })
  })

  it('for a host that is not enrolled', async () => {
    const stranger = { ...host, hostId: '0196f7a4-0000-7000-8000-000000000000' }
    expect(await refusalOf(await handshakeOf(fleet.server, stranger))).toMatchObject({
      code: 'host_unknown',
      retry: 'never',
    })
  })

  it('with another key, another host’s key, or a signature over something else', async () => {
    const right = await handshakeOf(fleet.server, host)
    const { privateKey } = generateKeyPairSync('ed25519')
    const signedWith = (key: TestHost['key'], text: string) =>
      sign(null, Buffer.from(text), key).toString('base64url')
    const text = challengeText(host.hostId, right.challenge)
    for (const signature of [
      signedWith(privateKey, text),
      signedWith(other.key, text),
      signedWith(host.key, right.challenge),
      signedWith(host.key, `${text} `),
      '',
      'AAAA',
    ]) {
      expect(await refusalOf({ ...right, signature })).toMatchObject({
        code: 'bad_signature',
        retry: 'never',
      })
    }
    // None of these used the challenge up.
    expect(await refusalOf(right)).toBe('let in')
  })

  it('with a challenge that was used', async () => {
    const right = await handshakeOf(fleet.server, host)
    expect(await refusalOf(right)).toBe('let in')
    expect(await refusalOf(right)).toMatchObject({ code: 'challenge_used', retry: 0 })
  })

  it('with a challenge of another host, or of nobody', async () => {
    const foreign = await handshakeOf(fleet.server, other)
    expect(await refusalOf({ ...foreign, hostId: host.hostId })).toMatchObject({ code: 'challenge_foreign' })
    const right = await handshakeOf(fleet.server, host)
    const challenge = 'made-up'
    const signature = sign(null, Buffer.from(challengeText(host.hostId, challenge)), host.key).toString(
      'base64url',
    )
    expect(await refusalOf({ ...right, challenge, signature })).toMatchObject({
      code: 'challenge_foreign',
      retry: 0,
    })
  })

  it('with a challenge that has expired', async () => {
    const right = await handshakeOf(fleet.server, host)
    const challenge = fleet.server.app
      .get(Challenges, { strict: false })
      .issue(host.hostId, Date.now() - CHALLENGE_TTL_MS - 1)
    const signature = sign(null, Buffer.from(challengeText(host.hostId, challenge)), host.key).toString(
      'base64url',
    )
    expect(await refusalOf({ ...right, challenge, signature })).toMatchObject({
      code: 'challenge_expired',
      retry: 0,
    })
  })

  it('when it speaks no protocol that this server speaks', async () => {
    const right = await handshakeOf(fleet.server, host)
    const refusal = await refusalOf({ ...right, protocol: { min: 7, max: 9 } })
    expect(refusal).toMatchObject({ code: 'protocol_unsupported' })
  })

  it('and the main namespace is closed to everybody', async () => {
    const socket = openSocket(fleet.server, '/')
    expect(await outcomeOf(socket)).toMatchObject({ opened: false })
    socket.disconnect()
  })
})

describe('a connection', () => {
  it('begins with who the host is and where its reports stand', async () => {
    const agent = await TestAgent.connect(fleet.server, host)
    expect(agent.opened).toMatchObject({
      protocol: 1,
      host: { id: host.hostId, name: 'link-1', group: 'link' },
      lastSeq: 0,
      assignments: [],
    })
    agent.close()
  })

  it('brings the assignments that are newer than the epoch the agent has, and then each new one', async () => {
    await setGroup(fleet.server, 'link', '1.21')
    const agent = await TestAgent.connect(fleet.server, host)
    expect(agent.assigned?.desired.release).toBe('go1.21.13')
    const coming = agent.nextAssignment()
    const { epoch } = await setGroup(fleet.server, 'link', '1.22')
    expect(await coming).toMatchObject({ epoch, desired: { release: 'go1.22.12' } })
    agent.close()
    const later = await TestAgent.connect(fleet.server, host, epoch)
    expect(later.opened.assignments).toEqual([])
    later.close()
  })

  it('gets the archive of its platform assigned when its group did not know that platform', async () => {
    const [arm] = await enrollHosts(fleet.server, 'link', ['link-arm'], 'linux/arm64')
    if (!arm) throw new Error('a host should have been enrolled')
    const agent = await TestAgent.connect(fleet.server, arm)
    const assigned = await eventually(
      async () => agent.assigned,
      (newest) => newest?.archives['linux/arm64'] !== undefined,
    )
    expect(assigned?.archives['linux/arm64']).toMatchObject({ filename: expect.stringContaining('arm64') })
    agent.close()
  })

  it('ends when the same host opens another one, which stays', async () => {
    const first = await TestAgent.connect(fleet.server, host)
    const closed = nextOf(first.socket, 'session.closed')
    const gone = nextOf(first.socket, 'disconnect')
    const second = await TestAgent.connect(fleet.server, host)
    expect(sessionClosed.parse(await closed)).toMatchObject({ code: 'session_replaced' })
    await gone
    expect(second.socket.connected).toBe(true)
    expect(await second.report()).toMatchObject({ ok: true })
    expect(fleet.server.app.get(AgentSessions, { strict: false }).size).toBe(1)
    const audit = await callApi(fleet.server, '/audit?target=host:link-1')
    expect(JSON.stringify(audit.body)).toContain('host.session-replaced')
    second.close()
  })
})

describe('a message', () => {
  const malformed: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    null: null,
    text: 'report',
    list: [],
    'empty object': {},
    'seq of zero': { seq: 0, epoch: 0 },
    'other types': { seq: '1', epoch: {}, observed: [], phase: 3, events: 'x' },
    'a number beyond all numbers': { seq: 1e300, phase: { kind: 'idle', done: 1e300 } },
  }
  const fromAgent = Object.entries(AGENT_MESSAGES).filter(([, { from }]) => from === 'agent')

  it.each(fromAgent.map(([message]) => message))(
    '%s is refused when malformed, and the connection goes on',
    async (message) => {
      const agent = await TestAgent.connect(fleet.server, host)
      const counters = fleet.server.app.get(LinkCounters, { strict: false })
      const before = await counters.of('malformed')
      for (const [what, payload] of Object.entries(malformed)) {
        const answer: unknown = await agent.socket.timeout(3000).emitWithAck(message, payload)
        expect(answer, what).toMatchObject({ ok: false, error: { code: 'message_malformed' } })
      }
      expect(await agent.socket.timeout(3000).emitWithAck(message)).toMatchObject({ ok: false })
      expect(await counters.of('malformed')).toBe(before + Object.keys(malformed).length + 1)
      expect(await agent.report()).toMatchObject({ ok: true })
      agent.close()
    },
  )

  it('of another name is refused, those that only servers send included', async () => {
    const agent = await TestAgent.connect(fleet.server, host)
    for (const message of ['host.delete', 'session.opened', 'host.recheck', 'error', 'live.sync', '']) {
      const answer: unknown = await agent.socket.timeout(3000).emitWithAck(message, {})
      expect(answer, message).toMatchObject({ ok: false, error: { code: 'message_unknown' } })
    }
    agent.socket.emit('host.delete')
    expect(await agent.report()).toMatchObject({ ok: true })
    agent.close()
  })

  it('that is larger than the limit ends the connection', async () => {
    const agent = await TestAgent.connect(fleet.server, host)
    const gone = nextOf(agent.socket, 'disconnect')
    agent.socket.emit('host.report', { seq: 1, filler: 'x'.repeat(MAX_MESSAGE_BYTES) })
    await gone
    const again = await TestAgent.connect(fleet.server, host)
    expect(await again.report()).toMatchObject({ ok: true })
    again.close()
  })

  it('comes too fast when a host floods, and is told when to come again', async () => {
    const agent = await TestAgent.connect(fleet.server, host)
    const many = Array.from({ length: ALLOWANCE.burst + 60 }, () =>
      agent.socket.timeout(10_000).emitWithAck('host.report', {}),
    )
    const answers = await Promise.all(many)
    const tooFast = answers.filter((answer) => answer.error.code === 'too_fast')
    expect(tooFast.length).toBeGreaterThan(20)
    for (const answer of tooFast) expect(answer.retryAfterMs).toBeGreaterThan(0)
    agent.close()
  })
})
