import { AGENT_NAMESPACE, PROTOCOL } from '@goherd/protocol'
import { Logger, type OnApplicationBootstrap } from '@nestjs/common'
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets'
import { AuditLog } from '../audit/index.js'
import { ServerConfig } from '../base/config/index.js'
import { closeMainNamespace, SOCKET_OPTIONS } from '../base/sockets/index.js'
import { AgentHandlers } from './agent-handlers.js'
import type { AgentNamespace, AgentPeer, AgentSocket } from './agent-peer.js'
import { AgentSessions } from './agent-sessions.js'
import { AssignmentDelivery } from './assignment-delivery.js'
import { HANDSHAKE_REFUSALS } from './handshake-refusals.js'
import { Handshakes } from './handshakes.js'
import { LinkCounters } from './link-counters.js'
import { MessageRouter } from './message-router.js'

/** The door for agents: lets in who proves to be a host, and hands everything else to those whose job it is. */
@WebSocketGateway({ ...SOCKET_OPTIONS, namespace: AGENT_NAMESPACE })
export class AgentGateway implements OnGatewayInit<AgentNamespace>, OnApplicationBootstrap {
  private readonly logger = new Logger(AgentGateway.name)
  /** Hosts whose doubled connection is in the audit log already: two machines with one key take turns for ever. */
  private readonly doubled = new Set<string>()

  constructor(
    private readonly config: ServerConfig,
    private readonly handshakes: Handshakes,
    private readonly handlers: AgentHandlers,
    private readonly router: MessageRouter,
    private readonly sessions: AgentSessions,
    private readonly delivery: AssignmentDelivery,
    private readonly counters: LinkCounters,
    private readonly audit: AuditLog,
  ) {}

  /** @throws Error when a message of the protocol has no handler: such a server must not start */
  onApplicationBootstrap(): void {
    this.handlers.assertComplete()
  }

  afterInit(namespace: AgentNamespace): void {
    closeMainNamespace(namespace)
    this.sessions.bind(namespace)
    namespace.use((socket, next) => {
      void this.admit(socket).then(next)
    })
    namespace.on('connection', (socket) => this.opened(socket))
  }

  private async admit(socket: AgentSocket): Promise<Error | undefined> {
    const shaken = await this.handshakes.check(socket.handshake.auth)
    if (shaken.kind === 'welcome') {
      socket.data = shaken.peer
      return undefined
    }
    this.counters.count('refused', shaken.code)
    const refusal = HANDSHAKE_REFUSALS[shaken.code]
    return Object.assign(new Error(refusal.message), { data: refusal })
  }

  private opened(socket: AgentSocket): void {
    this.router.attach(socket)
    socket.on('disconnect', () => {
      this.sessions.leave(socket)
      this.counters.connected(this.sessions.size)
    })
    const older = this.sessions.enter(socket)
    this.counters.connected(this.sessions.size)
    if (older) this.replace(older)
    this.welcome(socket).catch((error: unknown) => {
      this.logger.warn(`a connection could not be opened: ${String(error)}`)
      this.sessions.dismiss(socket, HANDSHAKE_REFUSALS.server_unavailable)
    })
  }

  private welcome(socket: AgentSocket): Promise<void> {
    const { data: peer } = socket
    return this.delivery.open(peer, (assignments) => {
      if (!this.sessions.isCurrent(socket)) return
      this.sessions.welcome(socket, {
        protocol: PROTOCOL.max,
        host: { id: peer.hostId, name: peer.name, groupId: peer.groupId, group: peer.group },
        lastSeq: peer.lastSeq,
        heartbeatMs: this.config.heartbeatMs,
        assignments,
      })
    })
  }

  /** The newest connection wins: most often the older one is half-open, its host having come back another way. */
  private replace(older: AgentSocket): void {
    this.counters.count('replaced')
    this.sessions.dismiss(older, REPLACED)
    const { data: peer } = older
    if (this.doubled.has(peer.hostId)) return
    this.doubled.add(peer.hostId)
    this.record(peer).catch((error: unknown) => this.logger.warn(String(error)))
  }

  private record({ name }: AgentPeer): Promise<void> {
    return this.audit.record({
      actor: 'system',
      action: 'host.session-replaced',
      target: `host:${name}`,
      summary: `${name} connected a second time; the older connection was ended. If this goes on, two machines use one key`,
    })
  }
}

const REPLACED = {
  code: 'session_replaced',
  message: 'another connection with the key of this host was opened after this one',
  hint: 'Run one agent for each root folder; a cloned machine needs to be enrolled by itself.',
  retry: 30_000,
}
