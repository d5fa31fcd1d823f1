/** Codes of PostgreSQL, libpq-like clients, Prisma and the network that mean: the database is not there just now. */
const UNAVAILABLE = new Set([
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'P1000',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
])
const KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'])
const MESSAGES =
  /terminating connection|Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|server closed the connection|the database system is (starting up|shutting down)|Cannot use a pool after calling end/

/** True when the error, or what caused it, says that the database cannot be reached at the moment. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return chain(error).some(
    (link) =>
      UNAVAILABLE.has(text(link, 'code')) ||
      UNAVAILABLE.has(text(link, 'originalCode')) ||
      KINDS.has(text(link, 'kind')) ||
      MESSAGES.test(text(link, 'message')),
  )
}

/** True when a write was refused because a value that must be unique exists already. */
export function isUniqueViolation(error: unknown): boolean {
  return chain(error).some((link) => text(link, 'code') === 'P2002' || text(link, 'code') === '23505')
}

/** The error and everything that it says caused it; Prisma keeps what PostgreSQL said in `meta`. */
function chain(error: unknown): object[] {
  const links: object[] = []
  const waiting = [error]
  while (waiting.length > 0 && links.length < 12) {
    const link = waiting.pop()
    if (typeof link !== 'object' || link === null) continue
    links.push(link)
    for (const key of ['cause', 'meta', 'driverAdapterError']) waiting.push(Reflect.get(link, key))
  }
  return links
}

function text(link: object, key: string): string {
  const value: unknown = Reflect.get(link, key)
  return typeof value === 'string' ? value : ''
}
