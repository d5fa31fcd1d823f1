import { describe, expect, it } from 'vitest'
import { explainUnreachable } from './explain-unreachable.js'

const failing = (code: string) => Object.assign(new Error('failed'), { code })

describe('why a source cannot be reached', () => {
  it.each([
    ['ENOTFOUND', 'not known to this server', 'spelling'],
    ['EAI_AGAIN', 'not known to this server', 'DNS'],
    ['ECONNREFUSED', 'nothing listens there', 'port'],
    ['ECONNRESET', 'breaks off (ECONNRESET)', 'firewalls'],
    ['UND_ERR_CONNECT_TIMEOUT', 'does not answer', 'curl'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate', 'NODE_EXTRA_CA_CERTS'],
    ['CERT_HAS_EXPIRED', 'certificate', 'Renew'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate', 'Renew'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS', 'http://'],
    ['EPROTO', 'does not speak TLS', 'http://'],
    ['EWHATEVER', 'cannot be reached (EWHATEVER)', 'curl'],
  ])('%s is said and comes with something to do', (code, says, hint) => {
    const said = explainUnreachable(failing(code), 'mirror.example:8443')
    expect(said.says).toContain(says)
    expect(said.says).toContain('mirror.example:8443')
    expect(said.hint).toContain(hint)
  })

  it('looks under what wraps it, and at the first of several addresses', () => {
    const several = new AggregateError([failing('ECONNREFUSED'), failing('ENETUNREACH')])
    const wrapped = new Error('fetch failed', { cause: several })
    expect(explainUnreachable(wrapped, 'm').says).toContain('nothing listens')
  })

  it.each([undefined, 'a text', new Error('without a code')])('has words for %j as well', (error) => {
    expect(explainUnreachable(error, 'm').says).toBe('m cannot be reached (no code)')
  })
})
