import { createPublicKey, verify } from 'node:crypto'
import { type AgentHandshake, agentHandshake, challengeText, PROTOCOL } from '@goherd/protocol'
import { Injectable, Logger } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import type { AgentPeer } from './agent-peer.js'
import { Challenges } from './challenges.js'
import type { HandshakeRefusalCode } from './handshake-refusals.js'
import { PeerReader } from './peer.reader.js'

/** What a handshake came to. */
export type Shaken =
  | { readonly kind: 'welcome'; readonly peer: AgentPeer }
  | { readonly kind: 'refused'; readonly code: HandshakeRefusalCode }

const BY_CHALLENGE = {
  foreign: 'challenge_foreign',
  expired: 'challenge_expired',
  used: 'challenge_used',
} as const

/** Decides who is let in: a host that is enrolled here and signs a fresh challenge with its own key. */
@Injectable()
export class Handshakes {
  private readonly logger = new Logger(Handshakes.name)

  constructor(
    private readonly challenges: Challenges,
    private readonly peers: PeerReader,
    private readonly clock: Clock,
  ) {}

  /** A challenge for a host, whether it exists or not. */
  challenge(hostId: string): string {
    return this.challenges.issue(hostId, this.clock.now().getTime())
  }

  /** Judges the `auth` of a connection. Never throws: what goes wrong here is the server's fault and a reason to come back. */
  async check(auth: unknown): Promise<Shaken> {
    const parsed = agentHandshake.safeParse(auth)
    if (!parsed.success) return refused('handshake_malformed')
    const handshake = parsed.data
    if (handshake.protocol.max < PROTOCOL.min || handshake.protocol.min > PROTOCOL.max) {
      return refused('protocol_unsupported')
    }
    // Before the database is asked: what costs nothing to refuse must not cost a query.
    const fresh = this.challenges.inspect(handshake.hostId, handshake.challenge, this.now())
    if (fresh !== 'accepted') return refused(BY_CHALLENGE[fresh])
    try {
      return await this.identify(handshake)
    } catch (error) {
      this.logger.warn(`a handshake could not be checked: ${String(error)}`)
      return refused('server_unavailable')
    }
  }

  private async identify(handshake: AgentHandshake): Promise<Shaken> {
    const { hostId, challenge, signature, epoch, agentVersion, capabilities } = handshake
    const host = await this.peers.byId(hostId)
    if (!host) return refused('host_unknown')
    const genuine = await isSignedBy(host.publicKey, challengeText(hostId, challenge), signature)
    if (!genuine) return refused('bad_signature')
    const spent = this.challenges.spend(hostId, challenge, this.now())
    if (spent !== 'accepted') return refused(BY_CHALLENGE[spent])
    const { publicKey: _, ...known } = host
    return { kind: 'welcome', peer: { ...known, epoch, agentVersion, capabilities } }
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}

function refused(code: HandshakeRefusalCode): Shaken {
  return { kind: 'refused', code }
}

/** On the thread pool, so that a fleet that comes back at once does not hold up those that are connected. */
function isSignedBy(publicKey: string, text: string, signature: string): Promise<boolean> {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' })
  return new Promise((resolve) => {
    verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'), (error, ok) =>
      resolve(!error && ok),
    )
  })
}
