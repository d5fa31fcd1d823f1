import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NextFunction, Request, Response } from 'express'
import { z } from 'zod'
import type { Log } from '../logging/index.js'

/** First parts of a path that are the server's own; everything else is the dashboard's. */
const RESERVED = new Set([
  'api',
  'socket.io',
  'dl',
  'agent',
  'install.sh',
  'install.ps1',
  'livez',
  'readyz',
  'metrics',
])
const BESIDE = fileURLToPath(new URL('../../../../dashboard/', import.meta.url))

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

interface NextApp {
  prepare(): Promise<void>
  getRequestHandler(): Answer
  close(): Promise<void>
}

const makeNext = z.custom<(options: object) => unknown>((value) => typeof value === 'function')
const nextApp = z.custom<NextApp>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    ['prepare', 'getRequestHandler', 'close'].every((name) => typeof Reflect.get(value, name) === 'function'),
)

/** True for a path that is never the dashboard's. */
export function isServersOwn(path: string): boolean {
  return RESERVED.has((path.split('/')[1] ?? '').toLowerCase())
}

/**
 * The built dashboard as an Express handler that leaves the server's own paths alone.
 * @param dir the dashboard's folder; default: the one beside this server
 */
export async function openDashboard(dir: string | undefined, log: Log) {
  const folder = dir ?? BESIDE
  const built = existsSync(join(folder, '.next', 'BUILD_ID'))
  if (!built) log.warn({ event: 'dashboard.missing', path: folder }, 'the dashboard is not built')
  const dashboard = built ? await loadNext(folder) : { answer: notBuilt, close: async () => {} }
  return {
    handle: (request: Request, response: Response, next: NextFunction): void => {
      if (isServersOwn(request.path)) next()
      else dashboard.answer(request, response).catch(next)
    },
    close: dashboard.close,
  }
}

/** Next comes from the dashboard's folder: the server itself does not depend on it. */
async function loadNext(dir: string): Promise<{ answer: Answer; close: () => Promise<void> }> {
  const next = makeNext.parse(createRequire(join(dir, 'package.json'))('next'))
  // Next would listen for upgrades on the server it is reached by, and those belong to socket.io.
  const app = nextApp.parse(next({ dev: false, dir, httpServer: createServer() }))
  await app.prepare()
  return { answer: app.getRequestHandler(), close: () => app.close() }
}

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Goherd</title>
<body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>Goherd is running, without its dashboard</h1>
<p>The dashboard is not built here. Run <code>npm run build</code> in the clone and start the server again,
or set <code>GOHERD_DASHBOARD_DIR</code> to a built one.</p>
<p>The API works: <a href="/api/docs">/api/docs</a>.</p>
`

async function notBuilt(_: IncomingMessage, response: ServerResponse): Promise<void> {
  response
    .writeHead(503, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(NOT_BUILT)
}
