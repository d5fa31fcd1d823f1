import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server on this machine whose answers a test gives. */
export interface LocalServer {
  readonly url: string
  readonly server: Server
  /** The paths and ranges asked for so far. */
  readonly asked: { readonly method: string; readonly path: string; readonly range: string | undefined }[]
  answer: Answer
  close(): Promise<void>
}

/** Starts one; with a key and certificate it speaks TLS. Answers 404 until told otherwise. */
export async function localServer(tls?: {
  readonly key: string
  readonly cert: string
}): Promise<LocalServer> {
  const asked: LocalServer['asked'] = []
  const heard: Answer = (request, response) => {
    asked.push({
      method: request.method ?? '',
      path: request.url ?? '',
      range: request.headers.range,
    })
    made.answer(request, response)
  }
  const server = tls ? createSecure(tls, heard) : createServer(heard)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const made: LocalServer = {
    url: `${tls ? 'https' : 'http'}://localhost:${port}`.replace('http://localhost', 'http://127.0.0.1'),
    server,
    asked,
    answer: (_, response) => response.writeHead(404).end(),
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
  return made
}

/** Serves these files by path, with ranges and HEAD; anything else is not found. */
export function files(byPath: Readonly<Record<string, Buffer | string>>): Answer {
  return (request, response) => {
    const found = byPath[request.url ?? '']
    if (found === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not here')
      return
    }
    const bytes = Buffer.from(found)
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    response.writeHead(from > 0 ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': bytes.length - from,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
    })
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from))
  }
}
