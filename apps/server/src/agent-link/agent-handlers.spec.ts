import { AGENT_MESSAGES } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { AgentHandlers, FROM_AGENT } from './agent-handlers.js'
import type { AgentPeer } from './agent-peer.js'

const peer: AgentPeer = {
  ...{ hostId: 'h', name: 'ci-1', groupId: 'g', group: 'build', managed: true, platform: 'linux/amd64' },
  ...{ lastSeq: 0, epoch: 0, wantedEpoch: 0, agentVersion: '0.1.0', capabilities: [] },
}
const progress = (handle = () => {}) => ({
  message: 'host.progress' as const,
  ...AGENT_MESSAGES['host.progress'],
  handle,
})

describe('the registry of agent messages', () => {
  it('knows what agents send from the protocol alone', () => {
    expect(FROM_AGENT).toEqual(['host.report', 'host.progress', 'check.done'])
  })

  it('names every message without a handler, so that the server does not start', () => {
    const handlers = new AgentHandlers()
    expect(() => handlers.assertComplete()).toThrow(
      'no handler for the agent messages host.report, host.progress, check.done',
    )
    handlers.register(progress())
    expect(() => handlers.assertComplete()).toThrow(/host\.report, check\.done$/)
    handlers.register({ message: 'host.report', ...AGENT_MESSAGES['host.report'], handle: () => {} })
    handlers.register({ message: 'check.done', ...AGENT_MESSAGES['check.done'], handle: () => {} })
    expect(() => handlers.assertComplete()).not.toThrow()
  })

  it('takes one handler for each message, and none for what servers send', () => {
    const handlers = new AgentHandlers()
    handlers.register(progress())
    expect(() => handlers.register(progress())).toThrow('two handlers')
    expect(() => handlers.register({ ...progress(), message: 'session.opened' })).toThrow(
      'not a message from agents',
    )
  })

  it('takes no handler that reads a message by a schema of its own', () => {
    const { payload } = AGENT_MESSAGES['host.recheck']
    expect(() => new AgentHandlers().register({ ...progress(), payload })).toThrow('schema of the protocol')
  })

  it('hands parsed payloads on, and says what is wrong with others', () => {
    const handlers = new AgentHandlers()
    const handled: unknown[] = []
    handlers.register({
      message: 'host.progress',
      ...AGENT_MESSAGES['host.progress'],
      handle: ({ name }, payload) => handled.push([name, payload]),
    })
    const handle = handlers.all().get('host.progress')
    expect(handle?.(peer, { phase: { kind: 'idle' }, more: 1 }, () => {})).toEqual({ ok: true })
    expect(handle?.(peer, { phase: { kind: 'dancing' } }, () => {})).toMatchObject({
      ok: false,
      why: expect.stringContaining('phase.kind'),
    })
    expect(handled).toEqual([['ci-1', { phase: { kind: 'idle' } }]])
  })
})
