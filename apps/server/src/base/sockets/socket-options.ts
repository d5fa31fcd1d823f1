import { MAX_MESSAGE_BYTES } from '@goherd/protocol'
import type { Namespace } from 'socket.io'

/**
 * How Goherd's one socket.io server listens. Every gateway gives the same object: the first one that Nest finds makes the server.
 * No recovery of connections: whoever comes back is brought up to date by sequence numbers. A half-open connection is noticed
 * within pingInterval + pingTimeout = 45 s. Several servers on one database: an `adapter` (such as @socket.io/postgres-adapter)
 * goes here, and every emit to a room reaches the hosts of all of them.
 */
export const SOCKET_OPTIONS = {
  transports: ['websocket' as const],
  allowUpgrades: false,
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  maxHttpBufferSize: MAX_MESSAGE_BYTES,
  connectTimeout: 10_000,
  pingInterval: 25_000,
  pingTimeout: 20_000,
}

/** The main namespace `/` has no purpose here; without this anybody could hold a connection to it open. */
export function closeMainNamespace(namespace: Namespace): void {
  namespace.server.of('/').use((_socket, next) => next(new Error('there is nothing at this namespace')))
}
