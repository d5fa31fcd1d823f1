import { mkdirSync } from 'node:fs'
import type { INestApplication } from '@nestjs/common'
import { localUrl, type ServerConfig } from './base/config/index.js'
import { lockDataFolder } from './base/data-folder/index.js'
import { Database, isDatabaseUnavailable, migrate } from './base/database/index.js'
import { GoherdError } from './base/errors/index.js'
import { databaseUnavailable } from './base/http/index.js'
import type { Log } from './base/logging/index.js'
import { freePort, startEmbeddedPostgres } from './base/postgres/index.js'

export interface RunningServer {
  /** Where it listens, for programs on this machine; links for people are made with the public URL. */
  readonly url: string
  readonly config: ServerConfig
  readonly app: INestApplication
  readonly database: Database
  /** Where the first administrator is created; undefined when there is one. */
  readonly setupLink: string | undefined
  /** Ends everything in the order it depends on each other; returns when no process of ours is left. */
  stop(): Promise<void>
}

/**
 * Starts the whole server: data folder, database, migrations, dashboard, API. It listens only when all of it is ready.
 * @throws GoherdError with a code and a hint; whatever was started until then is ended again
 */
export async function startServer(wanted: ServerConfig, log: Log): Promise<RunningServer> {
  const endings: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end()
  }
  try {
    const config = await withPort(wanted)
    // Others may go through the folder, to where PostgreSQL's user has its files; each secret in it is private by itself.
    mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
    const unlock = lockDataFolder(config.dataDir)
    endings.push(async () => unlock())
    // PostgreSQL starts while the rest of the code is loaded.
    const loading = import('./open-app.js')
    const database = await openDatabase(config, log, endings)
    const { openApp } = await loading
    const { app, setupLink } = await openApp({ config, database, log, endings })
    await listen(app, config)
    return { url: localUrl(config.host, config.port), config, app, database, setupLink, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function withPort(config: ServerConfig): Promise<ServerConfig> {
  if (config.port !== 0) return config
  const port = await freePort()
  return { ...config, port, publicUrl: config.publicUrl.replace(/:0$/, `:${port}`) }
}

async function openDatabase(
  config: ServerConfig,
  log: Log,
  endings: (() => Promise<void>)[],
): Promise<Database> {
  const embedded = config.databaseUrl ? undefined : await startEmbeddedPostgres(config.dataDir, log)
  if (embedded) endings.push(embedded.stop)
  const url = embedded?.url ?? config.databaseUrl ?? ''
  const applied = await migrate(url).catch((error: unknown) => {
    throw isDatabaseUnavailable(error) ? databaseUnavailable(error) : error
  })
  if (applied.length > 0) log.info({ event: 'database.migrated', count: applied.length }, applied.join(', '))
  const database = new Database(url, {
    onIdleError: (error) =>
      log.warn({ event: 'database.connection', error: error.message }, 'a connection broke'),
  })
  endings.push(() => database.close())
  return database
}

async function listen(app: INestApplication, { port, host }: ServerConfig): Promise<void> {
  try {
    await app.listen(port, host)
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    throw new GoherdError('unavailable', taken ? 'port_in_use' : 'cannot_listen', {
      message: `cannot listen on ${host}:${port}`,
      hint: taken
        ? 'Stop what uses that port, or set GOHERD_PORT to another.'
        : 'Check GOHERD_HOST and GOHERD_PORT.',
      cause,
    })
  }
}
