import { AGENT_MESSAGES, type AgentMessage } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { AgentPeer } from './agent-peer.js'

/** What a feature does with one kind of message from agents. */
export interface AgentHandler<Payload, Answer> {
  readonly message: AgentMessage
  /** The protocol's schemas of that message: `AGENT_MESSAGES[message]`. */
  readonly payload: z.ZodType<Payload>
  readonly answer: z.ZodType<Answer> | undefined
  /** Answers when it is done, now or later, if the message has an answer. */
  handle(peer: AgentPeer, payload: Payload, answer: (answer: Answer) => void): void
}

/** What a message came to: handled, or the reason why its payload is none. */
export type Handled = { readonly ok: true } | { readonly ok: false; readonly why: string }

type Bound = (peer: AgentPeer, raw: unknown, answer: (answer: unknown) => void) => Handled

const HANDLED: Handled = { ok: true }

/** Every message that agents send, from the one list in the protocol. */
export const FROM_AGENT: readonly string[] = Object.entries(AGENT_MESSAGES)
  .filter(([, { from }]) => from === 'agent')
  .map(([message]) => message)

/** Where features register what they do with the messages of agents. */
@Injectable()
export class AgentHandlers {
  private readonly bound = new Map<string, Bound>()

  /** @throws Error when the message has a handler already, is none that agents send, or is to be read by another schema */
  register<Payload, Answer>(handler: AgentHandler<Payload, Answer>): void {
    const { message, payload, answer } = handler
    const known = AGENT_MESSAGES[message]
    if (!FROM_AGENT.includes(message)) throw new Error(`${message} is not a message from agents`)
    if (this.bound.has(message)) throw new Error(`two handlers for the agent message ${message}`)
    if (!Object.is(known.payload, payload) || !Object.is(known.answer, answer)) {
      throw new Error(`the handler of ${message} does not read it by the schema of the protocol`)
    }
    this.bound.set(message, (peer, raw, respond) => {
      const parsed = payload.safeParse(raw)
      if (!parsed.success) return { ok: false, why: reasonOf(parsed.error) }
      handler.handle(peer, parsed.data, respond)
      return HANDLED
    })
  }

  /** @throws Error that names every message of the protocol that nobody registered for; the server does not start then */
  assertComplete(): void {
    const missing = FROM_AGENT.filter((message) => !this.bound.has(message))
    if (missing.length > 0) throw new Error(`no handler for the agent messages ${missing.join(', ')}`)
  }

  /** Every registered message with what parses and handles it. */
  all(): ReadonlyMap<string, Bound> {
    return this.bound
  }
}

function reasonOf(error: z.ZodError): string {
  const [first] = error.issues
  return first ? `${first.path.join('.') || 'payload'}: ${first.message}` : 'not what the protocol says'
}
