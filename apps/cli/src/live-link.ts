import { LIVE_NAMESPACE, type LiveMessage } from '@goherd/protocol'
import { io } from 'socket.io-client'
import type { FoundServer } from './find-server.js'

/** A connection to the live namespace. */
export interface LiveLink {
  close(): void
}

/**
 * Calls `nudge` whenever the server tells one of these messages. Only that something changed is taken from the socket; what it
 * is now is asked through the API. So a socket that cannot be opened, or breaks, costs time and nothing else: who follows
 * also looks at intervals.
 */
export function openLiveLink(
  server: FoundServer,
  messages: readonly LiveMessage[],
  nudge: () => void,
): LiveLink {
  const { origin, pathname } = new URL(server.url)
  const socket = io(`${origin}${LIVE_NAMESPACE}`, {
    path: `${pathname.replace(/\/$/, '')}/socket.io`,
    auth: { token: server.token },
    transports: ['websocket'],
    forceNew: true,
  })
  for (const message of messages) socket.on(message, nudge)
  socket.on('live.opened', nudge)
  return { close: () => void socket.disconnect() }
}
