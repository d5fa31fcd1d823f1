import { type HandshakeRefusal, PROTOCOL } from '@goherd/protocol'

/** Every reason for which an agent is not let in. */
export const HANDSHAKE_REFUSALS = {
  handshake_malformed: {
    code: 'handshake_malformed',
    message: 'the handshake is not one of an agent',
    hint: 'Connect with goherd-agent; it sends a signed handshake.',
    retry: 'never',
  },
  protocol_unsupported: {
    code: 'protocol_unsupported',
    message: `this server speaks protocol ${PROTOCOL.min} to ${PROTOCOL.max}`,
    hint: 'Update goherd-agent on this host, or the server.',
    retry: 600_000,
  },
  host_unknown: {
    code: 'host_unknown',
    message: 'this server does not know the host',
    hint: 'Enroll the host with a new token: goherd-agent enroll.',
    retry: 'never',
  },
  bad_signature: {
    code: 'bad_signature',
    message: 'the signature does not belong to the key this host was enrolled with',
    hint: 'Use the root folder the host was enrolled with, or enroll it anew.',
    retry: 'never',
  },
  challenge_foreign: {
    code: 'challenge_foreign',
    message: 'the challenge was not given out by this server to this host',
    hint: 'Ask for a new challenge; after a restart of the server that is enough.',
    retry: 0,
  },
  challenge_expired: {
    code: 'challenge_expired',
    message: 'the challenge is older than a minute',
    hint: 'Ask for a new challenge and sign it at once.',
    retry: 0,
  },
  challenge_used: {
    code: 'challenge_used',
    message: 'the challenge was used before',
    hint: 'Ask for a new challenge for every connection.',
    retry: 0,
  },
  server_unavailable: {
    code: 'server_unavailable',
    message: 'the server cannot look the host up at the moment',
    hint: 'Nothing to do: the agent tries again by itself.',
    retry: 5_000,
  },
} as const satisfies Record<string, HandshakeRefusal>
export type HandshakeRefusalCode = keyof typeof HANDSHAKE_REFUSALS
