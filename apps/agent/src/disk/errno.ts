/** What an error of the system, the network or TLS means to a person. */
export interface Explanation {
  readonly code: string
  readonly message: string
  readonly hint: string
}

interface Row {
  readonly code: string
  readonly hint: string
}

const FULL: Row = {
  code: 'disk_full',
  hint: 'Free space on the file system of the agent’s root, then it is tried again by itself.',
}
const NO_PERMISSION: Row = {
  code: 'no_permission',
  hint: 'Give the agent’s user write access to its root folder and everything in it, or run the agent as its owner.',
}
const UNEXPECTED: Row = {
  code: 'unexpected_file',
  hint: 'Something that Goherd did not make lies in the agent’s root. Move it away.',
}
const EXHAUSTED: Row = {
  code: 'out_of_resources',
  hint: 'The machine ran out of memory, processes or open files. Raise the limit of the agent’s service or free some.',
}
const NOT_FOUND: Row = {
  code: 'server_not_found',
  hint: 'Check the server’s name and this host’s DNS.',
}
const REFUSED: Row = {
  code: 'server_refused',
  hint: 'Check that the Goherd server is running and that its port is right.',
}
const LOST: Row = {
  code: 'connection_lost',
  hint: 'The connection broke off. It is tried again by itself; if it goes on, look at proxies and firewalls between.',
}
const TIMEOUT: Row = {
  code: 'timed_out',
  hint: 'There was no answer in time. It is tried again by itself; check the network to the server.',
}
const UNREACHABLE: Row = {
  code: 'network_unreachable',
  hint: 'There is no route to the server. Check this host’s network.',
}
const UNTRUSTED: Row = {
  code: 'tls_untrusted',
  hint: 'This host does not trust the server’s certificate. Point NODE_EXTRA_CA_CERTS at the PEM file of the authority that signed it.',
}
const EXPIRED: Row = {
  code: 'tls_expired',
  hint: 'Renew the server’s certificate, or set this host’s clock right.',
}

/** By error code of Node, OpenSSL, undici or zlib. */
export const ERRNO = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: NO_PERMISSION,
  EPERM: NO_PERMISSION,
  EROFS: {
    code: 'read_only_disk',
    hint: 'The file system is mounted read-only. Remount it writable; if the kernel did it, look for disk errors.',
  },
  EIO: {
    code: 'disk_error',
    hint: 'The disk reported an error. Look at the kernel’s log and replace the disk if needed.',
  },
  ENOENT: {
    code: 'file_missing',
    hint: 'Something removed a file that was in use. Check what else cleans the agent’s root folder.',
  },
  EEXIST: UNEXPECTED,
  ENOTDIR: UNEXPECTED,
  EISDIR: UNEXPECTED,
  ENOTEMPTY: UNEXPECTED,
  ELOOP: UNEXPECTED,
  EXDEV: {
    code: 'other_file_system',
    hint: 'The agent’s root must lie on one file system. Remove mounts below it.',
  },
  EMFILE: EXHAUSTED,
  ENFILE: EXHAUSTED,
  ENOMEM: EXHAUSTED,
  EAGAIN: EXHAUSTED,
  ENOTFOUND: NOT_FOUND,
  EAI_AGAIN: NOT_FOUND,
  ECONNREFUSED: REFUSED,
  ECONNRESET: LOST,
  ECONNABORTED: LOST,
  EPIPE: LOST,
  UND_ERR_SOCKET: LOST,
  UND_ERR_CLOSED: LOST,
  ETIMEDOUT: TIMEOUT,
  UND_ERR_CONNECT_TIMEOUT: TIMEOUT,
  UND_ERR_HEADERS_TIMEOUT: TIMEOUT,
  UND_ERR_BODY_TIMEOUT: TIMEOUT,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENETDOWN: UNREACHABLE,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_UNTRUSTED: UNTRUSTED,
  CERT_HAS_EXPIRED: EXPIRED,
  CERT_NOT_YET_VALID: EXPIRED,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'tls_wrong_name',
    hint: 'The server’s certificate is for another name. Use that name in the server’s address, or renew the certificate.',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    code: 'tls_expected',
    hint: 'The server does not speak TLS on that port. Use http:// or the port of https.',
  },
  Z_DATA_ERROR: {
    code: 'archive_malformed',
    hint: 'Nothing was installed. The archive is no proper gzip file; fetch it again from a source you trust.',
  },
  Z_BUF_ERROR: {
    code: 'archive_truncated',
    hint: 'Nothing was installed. The archive ends too early; if it stays short, the source holds a broken copy.',
  },
  ABORT_ERR: {
    code: 'aborted',
    hint: 'The work was stopped, because the agent stops or newer work came. Nothing needs to be done.',
  },
} as const satisfies Record<string, Row>

function isKnown(code: string): code is keyof typeof ERRNO {
  return Object.hasOwn(ERRNO, code)
}

/** The row of the table for an error that carries a known `code`, or undefined. */
export function explainErrno(error: Error): Explanation | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (error.name === 'AbortError') return { ...ERRNO.ABORT_ERR, message: error.message }
  return code !== undefined && isKnown(code) ? { ...ERRNO[code], message: error.message } : undefined
}

/** The `code` of a system error, for callers that expect one of them. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
