import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from './base/config/index.js'
import { createLogger } from './base/logging/index.js'
import { freePort } from './base/postgres/index.js'
import { startServer } from './start-server.js'
import { call, createTestDatabase, startTestPostgres, startTestServer } from './testing/index.js'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'goherd-start-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const start = (env: Record<string, string>) =>
  startServer(
    readConfig({ GOHERD_DATA: dataDir, GOHERD_DASHBOARD_DIR: dataDir, GOHERD_GO_SOURCE: dataDir, ...env }),
    createLogger('silent'),
  )

describe('a server that cannot start', () => {
  it('says that the database cannot be reached, and gives its folder back', async () => {
    const url = `postgresql://goherd@127.0.0.1:${await freePort()}/none`
    await expect(start({ GOHERD_PORT: '0', GOHERD_DATABASE_URL: url })).rejects.toMatchObject({
      code: 'database_unavailable',
    })
    expect(readdirSync(dataDir)).not.toContain('server.lock')
  })

  it('says that its port is taken, and leaves nothing running', async () => {
    const postgres = await startTestPostgres()
    const squatter = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    const address = squatter.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const url = await createTestDatabase(postgres.url)
    await expect(start({ GOHERD_PORT: String(port), GOHERD_DATABASE_URL: url })).rejects.toMatchObject({
      code: 'port_in_use',
    })
    expect(readdirSync(dataDir)).not.toContain('server.lock')
    squatter.close()
    await postgres.stop()
  })
})

describe('a server that stops', () => {
  it('answers what it was asked before, ends open connections, and can be started again', async () => {
    const server = await startTestServer()
    const asked = Promise.all(
      Array.from({ length: 20 }, () => call(server.url, 'GET', '/api/me', { token: server.adminToken })),
    )
    expect((await asked).every(({ status }) => status === 200)).toBe(true)
    await server.close()
    await expect(fetch(`${server.url}/livez`)).rejects.toThrow()
  })
})
