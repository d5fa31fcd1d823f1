import { ArchiveError } from '@goherd/go-archive'
import { failure } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { AgentError } from './agent-error.js'
import { ERRNO, errnoOf } from './errno.js'

function systemError(code: string, message = `${code}: it did not work`): Error {
  return Object.assign(new Error(message), { code })
}

/** What a person should be told for each code of Node, OpenSSL, undici and zlib. */
const EXPECTED: Record<keyof typeof ERRNO, string> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EACCES: 'no_permission',
  EPERM: 'no_permission',
  EROFS: 'read_only_disk',
  EIO: 'disk_error',
  ENOENT: 'file_missing',
  EEXIST: 'unexpected_file',
  ENOTDIR: 'unexpected_file',
  EISDIR: 'unexpected_file',
  ENOTEMPTY: 'unexpected_file',
  ELOOP: 'unexpected_file',
  EXDEV: 'other_file_system',
  EMFILE: 'out_of_resources',
  ENFILE: 'out_of_resources',
  ENOMEM: 'out_of_resources',
  EAGAIN: 'out_of_resources',
  ENOTFOUND: 'server_not_found',
  EAI_AGAIN: 'server_not_found',
  ECONNREFUSED: 'server_refused',
  ECONNRESET: 'connection_lost',
  ECONNABORTED: 'connection_lost',
  EPIPE: 'connection_lost',
  UND_ERR_SOCKET: 'connection_lost',
  UND_ERR_CLOSED: 'connection_lost',
  ETIMEDOUT: 'timed_out',
  UND_ERR_CONNECT_TIMEOUT: 'timed_out',
  UND_ERR_HEADERS_TIMEOUT: 'timed_out',
  UND_ERR_BODY_TIMEOUT: 'timed_out',
  EHOSTUNREACH: 'network_unreachable',
  ENETUNREACH: 'network_unreachable',
  ENETDOWN: 'network_unreachable',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  CERT_UNTRUSTED: 'tls_untrusted',
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_wrong_name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls_expected',
  Z_DATA_ERROR: 'archive_malformed',
  Z_BUF_ERROR: 'archive_truncated',
  ABORT_ERR: 'aborted',
}

describe('AgentError.from', () => {
  it.each(Object.entries(EXPECTED))('explains %s as %s, with an action', (errno, code) => {
    const error = AgentError.from(systemError(errno))
    expect(error.code).toBe(code)
    expect(error.hint).toMatch(/^[A-Z].{20,}[.]$/)
    expect(error.message).toContain(errno)
  })

  it('has a row for each code in the table and no other', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys(ERRNO).sort())
  })

  it('gives an AgentError back as it is, also from below', () => {
    const error = new AgentError({ code: 'root_locked', message: 'm', hint: 'h' })
    expect(AgentError.from(error)).toBe(error)
    expect(AgentError.from(new Error('around', { cause: error }))).toBe(error)
  })

  it('keeps the code and hint of an archive error', () => {
    const below = new ArchiveError('archive_unsafe_path', 'unsafe')
    expect(AgentError.from(below)).toMatchObject({
      code: 'archive_unsafe_path',
      message: 'unsafe',
      hint: below.hint,
    })
  })

  it('looks below: a failed fetch is explained by what made it fail', () => {
    const fetchFailed = new TypeError('fetch failed', { cause: systemError('ECONNREFUSED') })
    expect(AgentError.from(fetchFailed).code).toBe('server_refused')
    const both = new AggregateError([systemError('ENETUNREACH'), systemError('ECONNREFUSED')], '')
    expect(AgentError.from(new Error('connect', { cause: both })).code).toBe('network_unreachable')
  })

  it('takes an AbortError by its name', () => {
    const aborted = new AbortController()
    aborted.abort()
    expect(AgentError.from(aborted.signal.reason).code).toBe('aborted')
  })

  it.each([new Error('odd'), 'a string', undefined, null, { code: 'ENOSPC' }, systemError('toString')])(
    'calls %s a fault of its own',
    (thrown) => {
      expect(AgentError.from(thrown)).toMatchObject({
        code: 'internal',
        hint: expect.stringContaining('report'),
      })
    },
  )

  it('ends on a ring of causes', () => {
    const a = new Error('a')
    const b = new Error('b', { cause: a })
    a.cause = b
    expect(AgentError.from(a).code).toBe('internal')
    expect(AgentError.from(a).toFailure().cause).toContain('b')
  })
})

describe('toFailure', () => {
  it('is what the protocol carries', () => {
    const given = AgentError.from(systemError('ENOSPC', 'ENOSPC: no space left on device, write'))
    expect(failure.parse(given.toFailure())).toEqual({
      code: 'disk_full',
      message: 'ENOSPC: no space left on device, write',
      hint: given.hint,
    })
  })

  it('says what lay below, when that says more', () => {
    const cause = new Error('exit status 2', { cause: new Error('undefined: foo') })
    const error = new AgentError({ code: 'probe_failed', message: 'go build failed', hint: 'Look.', cause })
    expect(error.toFailure().cause).toBe('exit status 2: undefined: foo')
  })

  it('is cut to the limits of the protocol', () => {
    const long = 'x'.repeat(9000)
    const error = new AgentError({
      code: 'probe_failed',
      message: long,
      hint: long,
      cause: new Error(`y${long}`),
    })
    expect(failure.safeParse(error.toFailure()).success).toBe(true)
  })
})

describe('errnoOf', () => {
  it('reads the code of a system error and nothing else', () => {
    expect(errnoOf(systemError('ENOENT'))).toBe('ENOENT')
    expect(errnoOf({ code: 'ENOENT' })).toBeUndefined()
    expect(errnoOf(Object.assign(new Error('x'), { code: 7 }))).toBeUndefined()
  })
})
