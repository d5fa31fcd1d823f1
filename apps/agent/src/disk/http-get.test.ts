import { request as ask } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EXPIRED, SELF_SIGNED, TEST_KEY } from '../test/certificates.js'
import { files, type LocalServer, localServer } from '../test/local-server.js'
import { AgentError } from './agent-error.js'
import { askHttp } from './http-get.js'

const never = new AbortController().signal

let servers: LocalServer[]
beforeEach(() => {
  servers = []
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'])
    vi.stubEnv(name, undefined)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(servers.map((server) => server.close()))
})
async function start(tls?: { key: string; cert: string }): Promise<LocalServer> {
  const server = await localServer(tls)
  servers.push(server)
  return server
}
async function textAt(url: string): Promise<string> {
  let text = ''
  for await (const chunk of (await askHttp({ url, signal: never })).body)
    text += Buffer.from(chunk).toString()
  return text
}
const errorAt = (url: string) =>
  textAt(url).then(
    () => expect.fail('it answered'),
    (cause: unknown) => AgentError.from(cause),
  )

describe('what stands in the way of a download is told apart', () => {
  it.each([
    ['a certificate that it signed itself', SELF_SIGNED, 'tls_untrusted', 'NODE_EXTRA_CA_CERTS'],
    ['a certificate that has expired', EXPIRED, /^tls_(expired|untrusted)$/, ''],
  ])('%s', async (_, cert, code, hint) => {
    const { url } = await start({ key: TEST_KEY, cert })
    const error = await errorAt(url)
    expect(error.code).toMatch(code)
    expect(error.hint).toContain(hint)
  })

  it('plain HTTP where TLS was asked for, and a name that nobody has', async () => {
    const { url } = await start()
    expect((await errorAt(url.replace('http:', 'https:'))).code).toMatch(/^(tls_expected|http_failed)$/)
    expect((await errorAt('http://goherd.invalid/')).code).toBe('server_not_found')
    expect((await errorAt('http://127.0.0.1:9/')).code).toBe('server_refused')
  })

  it.each([
    [429, { 'retry-after': '30' }, 'http_rate_limited', '30 s'],
    [407, {}, 'proxy_auth', 'USER:PASSWORD'],
    [404, {}, 'http_not_found', 'ls --remote'],
    [500, {}, 'http_refused', 'fault of its own'],
    [200, { 'content-type': 'text/html' }, 'http_html', 'browser'],
  ])('status %i', async (status, headers, code, hint) => {
    const server = await start()
    server.answer = (_, response) => response.writeHead(status, headers).end('x')
    const error = await errorAt(server.url)
    expect(error.code).toBe(code)
    expect(error.hint).toContain(hint)
  })

  it('a redirect to http from https', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const server = await start({ key: TEST_KEY, cert: SELF_SIGNED })
    const plain = await start()
    server.answer = (_, response) => response.writeHead(302, { location: plain.url }).end()
    expect((await errorAt(server.url)).code).toBe('http_downgrade')
    expect(plain.asked).toEqual([])
  })

  it('passwords stay out of what is said, and behind a redirect', async () => {
    const server = await start()
    const other = await start()
    const seen: (string | undefined)[] = []
    server.answer = (request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(302, { location: `${other.url}/x` }).end()
    }
    other.answer = (request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(404).end()
    }
    const error = await errorAt(server.url.replace('http://', 'http://me:secret@'))
    expect(error.message).not.toContain('secret')
    expect(seen).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`, undefined])
  })
})

describe('a proxy', () => {
  /** A proxy that forwards plain requests and tunnels the rest; `refuse` is what it answers instead. */
  async function proxy(refuse?: number): Promise<LocalServer> {
    const made = await start()
    made.answer = (request, response) => {
      if (refuse !== undefined) {
        response.writeHead(refuse).end()
        return
      }
      ask(request.url ?? '', (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      }).end()
    }
    made.server.on('connect', (request, socket) => {
      made.asked.push({ method: 'CONNECT', path: request.url ?? '', range: undefined })
      if (refuse !== undefined) {
        socket.end(`HTTP/1.1 ${refuse} no\r\n\r\n`)
        return
      }
      const [host, port] = (request.url ?? '').split(':')
      const there = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        there.pipe(socket).pipe(there)
      })
      there.on('error', () => socket.destroy())
      socket.on('error', () => there.destroy())
    })
    return made
  }

  it('is used for http and https, and not where NO_PROXY says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const between = await proxy()
    const plain = await start()
    const secure = await start({ key: TEST_KEY, cert: SELF_SIGNED })
    for (const server of [plain, secure]) server.answer = files({ '/x': 'hello' })
    vi.stubEnv('HTTP_PROXY', between.url)
    vi.stubEnv('HTTPS_PROXY', between.url)
    expect(await textAt(`${plain.url}/x`)).toBe('hello')
    expect(await textAt(`${secure.url}/x`)).toBe('hello')
    expect(between.asked.map(({ method }) => method)).toEqual(['GET', 'CONNECT'])
    vi.stubEnv('NO_PROXY', '127.0.0.1,localhost')
    expect(await textAt(`${plain.url}/x`)).toBe('hello')
    expect(between.asked).toHaveLength(2)
  })

  it.each([
    [407, 'proxy_auth'],
    [403, 'proxy_refused'],
  ])('that answers %i is told apart from the source', async (status, code) => {
    const between = await proxy(status)
    vi.stubEnv('HTTPS_PROXY', between.url)
    expect(await errorAt('https://localhost:9/x')).toMatchObject({ code })
  })

  it('that is no address is said so', async () => {
    vi.stubEnv('HTTPS_PROXY', 'not an address')
    expect((await errorAt('https://localhost:9/x')).code).toBe('proxy_bad_address')
  })
})
