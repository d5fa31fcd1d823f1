import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { indexOf, type TinyArchive } from './tiny-release.js'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A real HTTP server in the layout of the official download site, whose answers a test can bend. */
export interface GoSite {
  /** What to give as GOHERD_GO_SOURCE. */
  readonly url: string
  /** Paths that were asked for, in order, with their query. */
  readonly asked: string[]
  /** Lists these archives and has them. */
  publish(archives: readonly TinyArchive[]): void
  /** Answers a path in another way; the path has no query. */
  answer(path: string, answer: Answer): void
  close(): Promise<void>
}

/** Starts a site under `/dl`, on a free port of this machine. */
export async function startGoSite(archives: readonly TinyArchive[] = []): Promise<GoSite> {
  const answers = new Map<string, Answer>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    const answer = answers.get(path.split('?')[0] ?? path)
    if (answer) answer(request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const site: GoSite = {
    url: `http://127.0.0.1:${portOf(server.address())}/dl`,
    asked,
    publish: (published) => {
      answers.set('/dl/', sends(indexOf(published), 'application/json'))
      for (const { filename, bytes } of published)
        answers.set(`/dl/${filename}`, sends(bytes, 'application/gzip'))
    },
    answer: (path, answer) => answers.set(path, answer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  site.publish(archives)
  return site
}

/** An answer with status 200. */
export function sends(body: Buffer | string, type: string): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
  }
}

/** An answer without a length, so that what comes is only known when it has come. */
export function streams(chunks: readonly Buffer[]): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/gzip' })
    for (const chunk of chunks) response.write(chunk)
    response.end()
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new TypeError('the site does not listen')
  return address.port
}
