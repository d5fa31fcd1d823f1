import { readdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { seededRandom } from '@goherd/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AgentError } from '../disk/agent-error.js'
import { httpSource } from '../disk/http-source.js'
import { partOf } from '../disk/layout.js'
import { goodRelease, install, inventory, type Sandbox, sandbox } from '../disk/sandbox.js'
import { mutate } from './mutate.js'
import { quickFolder } from './quick-folder.js'
import { below, pick, SEED, trials } from './scale.js'
import { shown } from './shown.js'

const TRIALS = trials(400, 10_000)
const RELEASE = 'go1.22.12'
const made = goodRelease(RELEASE)
const good = made.bytes
const HTML = '<!doctype html><title>Sign in</title>'

type Answer = (request: IncomingMessage, response: ServerResponse, random: () => number) => void

/** Every way in which a source can be wrong; none of them ever gives the archive's bytes. */
const WRONG: Readonly<Record<string, Answer>> = {
  short: (_, response, random) => response.writeHead(200).end(good.subarray(0, below(good.length, random))),
  'broken off': (_, response, random) => {
    response.writeHead(200, { 'content-length': good.length })
    response.write(good.subarray(0, 1 + below(good.length - 1, random)), () => response.destroy())
  },
  long: (_, response, random) =>
    response.writeHead(200).end(Buffer.concat([good, Buffer.alloc(1 + below(9999, random), 7)])),
  endless: (_, response) => {
    response.writeHead(200)
    const more = () => {
      while (!response.destroyed && response.write(good));
    }
    response.on('drain', more)
    more()
  },
  changed: (_, response, random) => {
    const bytes = mutate(good, random)
    response.writeHead(200).end(bytes.equals(good) ? bytes.subarray(1) : bytes)
  },
  'of another range': (_, response, random) => {
    const from = 1 + below(good.length - 1, random)
    const range = `bytes ${from}-${good.length - 1}/${good.length}`
    response.writeHead(206, { 'content-range': range }).end(good.subarray(from))
  },
  'of a range nobody asked for': (_, response) => response.writeHead(206).end(good.subarray(5)),
  'a web page': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(HTML),
  'a web page in disguise': (_, response) => response.writeHead(200).end(HTML.padEnd(good.length)),
  'an error': (_, response, random) =>
    response.writeHead(pick([204, 401, 404, 416, 429, 500, 503], random)).end(),
  'a ring of redirects': (_, response) => response.writeHead(302, { location: '/again' }).end(),
}
const KINDS = Object.keys(WRONG)

describe('mutated downloads', () => {
  const random = seededRandom(SEED)
  let box: Sandbox
  let server: Server
  let serve: Answer = () => undefined

  beforeAll(async () => {
    box = await sandbox(quickFolder())
    server = createServer((request, response) => serve(request, response, random))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    box.remove()
  })

  const part = () => partOf(box.layout, RELEASE, made.archive.sha256)
  const tryIt = () => {
    const { port } = server.address() as AddressInfo
    return install(box.layout, made, { source: httpSource({ url: `http://127.0.0.1:${port}/dl/x` }) }).then(
      () => 'accepted',
      (thrown: unknown) => AgentError.from(thrown).code,
    )
  }

  it(
    `are never accepted, and the good one is afterwards (${TRIALS} trials, seed ${SEED})`,
    async () => {
      const empty = inventory(box.layout.releases)
      const failures: string[] = []
      for (let n = 0; n < TRIALS; n++) {
        const kind = KINDS[n % KINDS.length] ?? ''
        // Sometimes after a torn part of an earlier try.
        if (random() < 0.3)
          writeFileSync(part(), mutate(good.subarray(0, 1 + below(good.length / 2, random)), random))
        serve = WRONG[kind] ?? serve
        const code = await tryIt()
        const clean = readdirSync(box.layout.staging).length === 0
        const same = inventory(box.layout.releases).join() === empty.join()
        if (code === 'accepted' || code === 'internal' || !clean || !same)
          failures.push(`${n}, ${kind}: ${code}`)
      }
      shown({ row: 'no mutated download is accepted', trials: TRIALS, failures: failures.length })
      expect(failures).toEqual([])
      serve = (request, response) => {
        const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
        const range = { 'content-range': `bytes ${from}-${good.length - 1}/${good.length}` }
        response.writeHead(from > 0 ? 206 : 200, from > 0 ? range : {}).end(good.subarray(from))
      }
      expect(await tryIt()).toBe('accepted')
    },
    TRIALS * 500,
  )
})
