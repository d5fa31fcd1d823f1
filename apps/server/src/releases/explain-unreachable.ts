/** What stands between this server and a source, and what a person can do about it. */
export interface Explanation {
  readonly says: string
  readonly hint: string
}

type Trouble = 'dns' | 'refused' | 'network' | 'silent' | 'certificate' | 'tls' | 'other'

const CODES: Readonly<Record<string, Trouble>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'network',
  EHOSTUNREACH: 'network',
  ENETUNREACH: 'network',
  UND_ERR_SOCKET: 'network',
  ETIMEDOUT: 'silent',
  UND_ERR_CONNECT_TIMEOUT: 'silent',
  UND_ERR_HEADERS_TIMEOUT: 'silent',
  UND_ERR_BODY_TIMEOUT: 'silent',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
}

const EXPLAINED: Readonly<Record<Trouble, (host: string, code: string) => Explanation>> = {
  dns: (host) => ({
    says: `the name ${host} is not known to this server's DNS`,
    hint: 'Check the spelling, and that the server may ask a DNS that knows it.',
  }),
  refused: (host) => ({
    says: `${host} refuses the connection: nothing listens there`,
    hint: 'Check the port, and that the mirror is running.',
  }),
  network: (host, code) => ({
    says: `the connection to ${host} does not come about or breaks off (${code})`,
    hint: 'Check routes and firewalls between the two, and HTTPS_PROXY of this server.',
  }),
  silent: (host) => ({
    says: `${host} does not answer`,
    hint: 'A firewall may swallow the packets, or the mirror is too busy: try it from this server with curl.',
  }),
  certificate: (host, code) => ({
    says: `the TLS certificate of ${host} is not accepted (${code})`,
    hint: 'Renew it, or give this server its authority with NODE_EXTRA_CA_CERTS.',
  }),
  tls: (host, code) => ({
    says: `${host} does not speak TLS as it should (${code})`,
    hint: 'Check that the port is the one for https; a mirror without TLS is written http://.',
  }),
  other: (host, code) => ({
    says: `${host} cannot be reached (${code})`,
    hint: 'Check the address, and try it from this server with curl.',
  }),
}

/**
 * Says why a source cannot be reached.
 * @param error what the HTTP client threw, causes and all
 * @param host as in the URL, with its port
 */
export function explainUnreachable(error: unknown, host: string): Explanation {
  const code = codeOf(error) ?? 'no code'
  const tls = /^(ERR_SSL|ERR_TLS|EPROTO)/.test(code) ? 'tls' : 'other'
  return EXPLAINED[CODES[code] ?? tls](host, code)
}

/** The code nearest to the root: the client wraps it, and a name with several addresses fails several times. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  const own = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return codeOf(inner) ?? own
}
