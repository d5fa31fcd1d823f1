import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, mkdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const HOST = 'dl.google.com'
const BUILD_MS = 300_000

/**
 * The Go project's own installer of single releases, `golang.org/dl/go1.N.M download`: it downloads, compares the SHA-256 and
 * unpacks. It knows one address only, so it is led to a server of this machine that has the same archive, through a proxy.
 */
export class GolangDl {
  /** @param {{ work: string, program: string, proxy: string, certificate: string, endings: (() => void)[] }} made */
  constructor(made) {
    this.made = made
  }

  /**
   * Builds it with the given Go, from the module proxy. Rejects where it cannot be had.
   * @param {{ work: string, go: string, release: string, filename: string, path: string, sha256: string, signal: AbortSignal }} o
   */
  static async build({ work, go, release, filename, path, sha256, signal }) {
    const folder = join(work, 'golang-dl')
    mkdirSync(folder)
    const own = { GOBIN: folder, GOPATH: join(folder, 'path'), GOCACHE: join(folder, 'cache') }
    const env = { ...process.env, ...own, HOME: folder, GOFLAGS: '-modcacherw', GOTOOLCHAIN: 'local' }
    await run(go, ['install', `golang.org/dl/${release}@latest`], { env, signal, timeout: BUILD_MS })
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`]
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject]
    execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
    const source = await serve({ key, certificate, filename, path, sha256 })
    const proxy = await proxyTo(source.port)
    const endings = [source.end, proxy.end]
    const program = join(folder, release)
    return new GolangDl({ work, program, proxy: `http://127.0.0.1:${proxy.port}`, certificate, endings })
  }

  /** The command of one installation, into a folder of its own. @param {string} name @returns {{ command: string[], env: NodeJS.ProcessEnv }} */
  command(name) {
    const home = join(this.made.work, name)
    mkdirSync(home)
    const { proxy, certificate, program } = this.made
    const env = { PATH: process.env.PATH, HOME: home, HTTPS_PROXY: proxy, SSL_CERT_FILE: certificate }
    return { command: [program, 'download'], env }
  }

  end() {
    for (const end of this.made.endings) end()
  }
}

/** @param {{ key: string, certificate: string, filename: string, path: string, sha256: string }} o */
async function serve({ key, certificate, filename, path, sha256 }) {
  const { size } = statSync(path)
  const server = createTlsServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (request, response) => {
      if (request.url === `/go/${filename}.sha256`) response.end(sha256)
      else if (request.url !== `/go/${filename}`) response.writeHead(404).end()
      else {
        response.writeHead(200, { 'content-length': size })
        if (request.method === 'HEAD') response.end()
        else createReadStream(path, { highWaterMark: 1 << 20 }).pipe(response)
      }
    },
  )
  return listening(server)
}

/** Whatever it is asked to reach, it reaches the server of this machine. @param {number} port */
async function proxyTo(port) {
  const server = createServer()
  server.on('connect', (_, socket) => {
    const there = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    there.pipe(socket).pipe(there)
    for (const end of [there, socket]) end.on('error', () => [there, socket].map((each) => each.destroy()))
  })
  return listening(server)
}

/** @param {import('node:http').Server | import('node:https').Server} server @returns {Promise<{ port: number, end: () => void }>} */
async function listening(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const end = () => {
    server.closeAllConnections()
    server.close()
  }
  return { port: typeof address === 'object' && address ? address.port : 0, end }
}
