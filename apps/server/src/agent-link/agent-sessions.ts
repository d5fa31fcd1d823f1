import {
  type assignmentChanged,
  type CheckAnswer,
  checkAnswer,
  recheckAnswer,
  type SessionClosed,
  type SessionOpened,
} from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { GoherdError } from '../base/errors/index.js'
import type { PublishedAssignment } from '../groups/index.js'
import { type AgentNamespace, type AgentPeer, type AgentSocket, groupRoom, hostRoom } from './agent-peer.js'

/** How long a host may take to say that it heard, in milliseconds. */
const ANSWER_MS = 10_000

/** Whom an assignment speaks to: a group, some of its hosts (`members`), or one host. */
type Audience = Pick<PublishedAssignment, 'groupId' | 'hostId' | 'members'>

/** Hears of connections. `opened` comes before any message of that connection. */
export interface SessionListener {
  opened(peer: AgentPeer): void
  closed(peer: AgentPeer): void
}

/** The connections to this server, one for each host. */
@Injectable()
export class AgentSessions {
  private readonly open = new Map<string, AgentSocket>()
  private readonly listeners = new Set<SessionListener>()
  private namespace: AgentNamespace | undefined

  /** Called once by the gateway. */
  bind(namespace: AgentNamespace): void {
    this.namespace = namespace
  }

  /** Connections at the moment. */
  get size(): number {
    return this.open.size
  }

  onSession(listener: SessionListener): void {
    this.listeners.add(listener)
  }

  /** Takes a connection in. @returns the older one of the same host, which is no longer the host's */
  enter(socket: AgentSocket): AgentSocket | undefined {
    const { data: peer } = socket
    const older = this.open.get(peer.hostId)
    this.open.set(peer.hostId, socket)
    for (const listener of this.listeners) listener.opened(peer)
    return older
  }

  /** Lets a connection go. A replaced one goes unnoticed: its host is still connected. */
  leave(socket: AgentSocket): void {
    const { data: peer } = socket
    if (this.open.get(peer.hostId) !== socket) return
    this.open.delete(peer.hostId)
    for (const listener of this.listeners) listener.closed(peer)
  }

  /** Whether this connection is still the host's. */
  isCurrent(socket: AgentSocket): boolean {
    return this.open.get(socket.data.hostId) === socket
  }

  /** First message of a connection; from here on it hears what is said to its group. */
  welcome(socket: AgentSocket, opened: SessionOpened): void {
    void socket.join([groupRoom(socket.data.groupId), hostRoom(socket.data.hostId)])
    socket.emit('session.opened', opened)
  }

  /** Ends a connection, saying why. */
  dismiss(socket: AgentSocket, why: SessionClosed): void {
    socket.emit('session.closed', why)
    socket.disconnect(true)
  }

  /** Ends a host's connection to this server, if it has one, saying why. */
  expel(hostId: string, why: SessionClosed): void {
    const socket = this.open.get(hostId)
    if (socket) this.dismiss(socket, why)
  }

  /** Tells an assignment to a whole group, some hosts, or one host, in one emit to those connected to this server. */
  tell(scope: Audience, changed: z.infer<typeof assignmentChanged>): void {
    const rooms = this.rooms(scope)
    // Without a room an emit would go to everybody.
    if (rooms.length > 0) this.namespace?.local.to(rooms).emit('assignment.changed', changed)
  }

  private rooms({ groupId, hostId, members }: Audience): string[] {
    if (members !== null) return members.filter((id) => this.open.has(id)).map(hostRoom)
    return [groupId === null ? hostRoom(hostId ?? '') : groupRoom(groupId)]
  }

  /**
   * Asks a host to look at its disk now, and with `bytes` at every file of its current tree. What it finds comes as a report.
   * @throws GoherdError `host_offline` when it is not connected, `host_silent` when it does not answer in 10 s,
   *   `host_answer_malformed` when the answer is not what the protocol says
   */
  async recheck(hostId: string, bytes: boolean): Promise<RecheckAnswer> {
    return this.ask(hostId, recheckAnswer, (socket) => socket.emitWithAck('host.recheck', { bytes }))
  }

  /**
   * Asks a host to try something, by a signed order. What comes of it is a message of its own.
   * @throws GoherdError as `recheck`, and `host_cannot_check` when its agent knows no checks
   */
  async check(hostId: string, jws: string): Promise<CheckAnswer> {
    if (this.open.get(hostId)?.data.capabilities.includes('checks') === false) throw cannotCheck()
    return this.ask(hostId, checkAnswer, (socket) => socket.emitWithAck('check.ask', { jws }))
  }

  private async ask<T>(hostId: string, schema: z.ZodType<T>, emit: Emit): Promise<T> {
    const socket = this.open.get(hostId)
    if (!socket) throw offline()
    const raw = await emit(socket.timeout(ANSWER_MS)).catch((cause: unknown) => {
      throw silent(cause)
    })
    const parsed = schema.safeParse(raw)
    if (!parsed.success) throw malformed(parsed.error)
    return parsed.data
  }
}

type Emit = (socket: ReturnType<AgentSocket['timeout']>) => Promise<unknown>
type RecheckAnswer = z.infer<typeof recheckAnswer>

function offline(): GoherdError {
  return new GoherdError('conflict', 'host_offline', {
    message: 'the host is not connected',
    hint: 'Try again when it is back; it reports what it finds when it connects.',
  })
}

function silent(cause: unknown): GoherdError {
  return new GoherdError('unavailable', 'host_silent', {
    message: `the host did not answer within ${ANSWER_MS / 1000} seconds`,
    hint: 'It may just have lost its connection; look at its page and try again.',
    cause,
  })
}

function cannotCheck(): GoherdError {
  return new GoherdError('conflict', 'host_cannot_check', {
    message: 'its agent is too old to try anything for a gate',
    hint: 'Update goherd-agent on this host.',
  })
}

function malformed(cause: unknown): GoherdError {
  return new GoherdError('upstream', 'host_answer_malformed', {
    message: 'the host answered something that is not what the protocol says',
    hint: 'Update goherd-agent on this host.',
    cause,
  })
}
