import { createReadStream, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TestGo } from './test-go.js'

/** Serves `/dl/<sha256>/<filename>` with Range, as slowly and as unreliably as asked. */
export function serveArchive(
  go: TestGo,
  request: IncomingMessage,
  response: ServerResponse,
  how: { readonly bytesPerSecond?: number; readonly cutAfter?: number },
): void {
  const [, , sha256, filename] = (request.url ?? '').split('/')
  const known = Object.values(go.archives).find((a) => a.sha256 === sha256 && a.filename === filename)
  if (known === undefined) {
    response.writeHead(404).end()
    return
  }
  const path = join(go.folder, known.filename)
  const { size } = statSync(path)
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(from > 0 ? 206 : 200, {
    'content-type': 'application/gzip',
    'content-length': size - from,
    'accept-ranges': 'bytes',
    ...(from > 0 ? { 'content-range': `bytes ${from}-${size - 1}/${size}` } : {}),
  })
  // An agent that is killed breaks off its downloads; that is what these tests are for.
  pipeline(createReadStream(path, { start: from }), brake(how), response).catch(() => response.destroy())
}

function brake({
  bytesPerSecond,
  cutAfter,
}: {
  readonly bytesPerSecond?: number
  readonly cutAfter?: number
}) {
  let sent = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length
      if (cutAfter !== undefined && sent > cutAfter) {
        done(new Error('cut'))
        return
      }
      if (bytesPerSecond === undefined) done(null, chunk)
      else setTimeout(() => done(null, chunk), (chunk.length / bytesPerSecond) * 1000)
    },
  })
}
