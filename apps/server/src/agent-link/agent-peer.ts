import type { assignmentChanged, checkAsk, hostRecheck, SessionClosed, SessionOpened } from '@goherd/protocol'
import type { Namespace, Socket } from 'socket.io'
import type { z } from 'zod'

/** The host at the other end of a connection, as it was when the connection opened. */
export interface AgentPeer {
  readonly hostId: string
  readonly name: string
  readonly groupId: string
  readonly group: string
  /** False in the catch-all group. */
  readonly managed: boolean
  /** `linux/amd64`. */
  readonly platform: string
  /** The last report that was committed when the connection opened. */
  readonly lastSeq: number
  /** The newest epoch the agent had accepted, by its own word. */
  readonly epoch: number
  /** The epoch of the newest assignment that concerns the host; 0 before the first. */
  readonly wantedEpoch: number
  readonly agentVersion: string
  /** What its agent can do besides what every agent can. */
  readonly capabilities: readonly string[]
}

// What arrives is unknown until it is parsed, so incoming events are typed by their handlers' schemas and not here.
type FromAgents = Record<string, (...values: unknown[]) => void>
interface ToAgents {
  'session.opened': (opened: SessionOpened) => void
  'session.closed': (why: SessionClosed) => void
  'assignment.changed': (changed: z.infer<typeof assignmentChanged>) => void
  'check.ask': (asked: z.infer<typeof checkAsk>, answer: (answer: unknown) => void) => void
  'host.recheck': (asked: z.infer<typeof hostRecheck>, answer: (answer: unknown) => void) => void
}
/** A connection of an agent. `data` is set by the handshake, before anybody sees the socket. */
export type AgentSocket = Socket<FromAgents, ToAgents, ToAgents, AgentPeer>
export type AgentNamespace = Namespace<FromAgents, ToAgents, ToAgents, AgentPeer>

/** One emit to these reaches a whole group, or one host, encoded once. */
export const groupRoom = (groupId: string): string => `group:${groupId}`
export const hostRoom = (hostId: string): string => `host:${hostId}`
