import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setupAnswer } from '@goherd/protocol'
import type { INestApplication } from '@nestjs/common'
import { readConfig, type ServerConfig } from '../base/config/index.js'
import type { Database } from '../base/database/index.js'
import { createLogger } from '../base/logging/index.js'
import { type RunningServer, startServer } from '../start-server.js'
import { cookiesOf } from './call.js'
import { createTestDatabase, startTestPostgres } from './test-postgres.js'

/** A whole server of its own for one test file. */
export interface TestServer {
  readonly url: string
  /** API token of the first administrator, `ada@example.com`. */
  readonly adminToken: string
  /** Session cookie of the same person, for a Cookie header. */
  readonly adminCookie: string
  readonly dataDir: string
  readonly config: ServerConfig
  readonly app: INestApplication
  readonly database: Database
  /** Stops it, and leaves folder and database for another server to go on with. */
  stop(): Promise<void>
  /** Stops it and removes its folder and database. */
  close(): Promise<void>
}

export const ADMIN = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }

/**
 * Starts the whole application on a free port, with a database and a data folder of its own, and sets it up.
 * @param env settings as in the environment; the Go source is the folder GOHERD_TEST_GO unless given
 */
export async function startTestServer(env: Record<string, string> = {}): Promise<TestServer> {
  const shared = process.env.GOHERD_TEST_POSTGRES
  const own = shared ? undefined : await startTestPostgres()
  const dataDir = mkdtempSync(join(tmpdir(), 'goherd-test-'))
  const config = readConfig({
    GOHERD_PORT: '0',
    GOHERD_DATA: dataDir,
    GOHERD_DATABASE_URL: await createTestDatabase(shared ?? own?.url ?? ''),
    GOHERD_GO_SOURCE: process.env.GOHERD_TEST_GO ?? join(dataDir, 'no-go-source'),
    GOHERD_DASHBOARD_DIR: join(dataDir, 'no-dashboard'),
    GOHERD_LOG_LEVEL: 'silent',
    ...env,
  })
  const server = await startServer(config, createLogger(config.logLevel))
  const admin = await setUp(server)
  return {
    ...server,
    ...admin,
    dataDir,
    close: async () => {
      await server.stop()
      await own?.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Goes through the one-time link, as the start script does. */
async function setUp(server: RunningServer): Promise<{ adminToken: string; adminCookie: string }> {
  const token = new URL(server.setupLink ?? '').searchParams.get('token')
  const response = await fetch(`${server.url}/api/access/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ADMIN, token, apiToken: true }),
  })
  if (!response.ok) throw new Error(`the setup of the test server failed: ${await response.text()}`)
  const { apiToken } = setupAnswer.parse(await response.json())
  return { adminToken: apiToken ?? '', adminCookie: cookiesOf(response.headers) }
}
