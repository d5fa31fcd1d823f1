import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setupAnswer } from '@goherd/protocol'
import { z } from 'zod'
import { Api } from './api.js'
import { DemoFailure } from './demo-failure.js'
import type { DemoServer } from './server.js'

const access = z.object({ server: z.string(), token: z.string() })
const EMAIL = 'admin@goherd.local'

/**
 * Makes the administrator of a new data folder, or takes the token of an earlier start, and keeps it in `cli.json`, where the
 * command line finds it.
 */
export async function becomeAdministrator(
  server: DemoServer,
  data: string,
  signal: AbortSignal,
): Promise<{ readonly api: Api; readonly token: string }> {
  const token =
    server.setupToken === undefined ? keptToken(data) : await setUp(server.url, server.setupToken, signal)
  const file = join(data, 'cli.json')
  writeFileSync(file, `${JSON.stringify({ server: server.url, token }, null, 2)}\n`, { mode: 0o600 })
  return { api: new Api(server.url, token, signal), token }
}

async function setUp(url: string, token: string, signal: AbortSignal): Promise<string> {
  const { apiToken } = await new Api(url, undefined, signal).post('/api/access/setup', setupAnswer, {
    token,
    name: 'Administrator',
    email: EMAIL,
    password: randomBytes(18).toString('base64url'),
    apiToken: true,
  })
  if (apiToken !== null) return apiToken
  throw new DemoFailure('no_token', 'the server made an administrator without a token', {
    hint: 'Start again with another --data folder.',
  })
}

function keptToken(data: string): string {
  const file = join(data, 'cli.json')
  if (existsSync(file)) return access.parse(JSON.parse(readFileSync(file, 'utf8'))).token
  throw new DemoFailure('administrator_unknown', `${data} has people, but no cli.json with a token`, {
    hint: 'Give another folder with --data, or remove this one.',
  })
}
