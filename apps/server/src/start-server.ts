import { mkdirSync } from 'node:fs'
import type { INestApplication } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import express from 'express'
import { FirstAdministrator } from './access/index.js'
import { AppModule } from './app.module.js'
import type { ServerConfig } from './base/config/index.js'
import { openDashboard } from './base/dashboard/index.js'
import { lockDataFolder } from './base/data-folder/index.js'
import { Database, isDatabaseUnavailable, migrate } from './base/database/index.js'
import { GoherdError } from './base/errors/index.js'
import {
  databaseUnavailable,
  ProblemFilter,
  refuseForeignOrigin,
  requestLog,
  requestValidation,
  securityHeaders,
} from './base/http/index.js'
import { type Log, NestLog } from './base/logging/index.js'
import { freePort, startEmbeddedPostgres } from './base/postgres/index.js'
import { describeApi } from './open-api.js'

export interface RunningServer {
  readonly url: string
  readonly config: ServerConfig
  readonly app: INestApplication
  readonly database: Database
  /** Where the first administrator is created; undefined when there is one. */
  readonly setupLink: string | undefined
  /** Ends everything in the order it depends on each other; returns when no process of ours is left. */
  stop(): Promise<void>
}

/** What was started, newest last; ended in the opposite order. */
type Ending = () => Promise<void> | void

/**
 * Starts the whole server: data folder, database, migrations, dashboard, API. It listens only when all of it is ready.
 * @throws GoherdError with a code and a hint; whatever was started until then is ended again
 */
export async function startServer(wanted: ServerConfig, log: Log): Promise<RunningServer> {
  const endings: Ending[] = []
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end()
  }
  try {
    const config = await withPort(wanted)
    // Others may go through the folder, to where PostgreSQL's user has its files; each secret in it is private by itself.
    mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
    const unlock = lockDataFolder(config.dataDir)
    endings.push(unlock)
    const database = await openDatabase(config, log, endings)
    const app = await openApp({ config, database, log, endings })
    const setupLink = await app.get(FirstAdministrator).offerLink()
    await listen(app, config)
    return { url: config.publicUrl, config, app, database, setupLink, stop }
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

async function openDatabase(config: ServerConfig, log: Log, endings: Ending[]): Promise<Database> {
  const embedded = config.databaseUrl ? undefined : await startEmbeddedPostgres(config.dataDir, log)
  if (embedded) endings.push(embedded.stop)
  const url = embedded?.url ?? config.databaseUrl ?? ''
  const applied = await migrate(url).catch((error: unknown) => {
    throw isDatabaseUnavailable(error) ? databaseUnavailable(error) : error
  })
  if (applied.length > 0) log.info({ event: 'database.migrated', count: applied.length }, applied.join(', '))
  const database = new Database(url, {
    onIdleError: (error) => log.warn({ event: 'database.connection', error: error.message }, 'a connection broke'),
  })
  endings.push(() => database.close())
  return database
}

async function openApp({
  config,
  database,
  log,
  endings,
}: {
  config: ServerConfig
  database: Database
  log: Log
  endings: Ending[]
}): Promise<NestExpressApplication> {
  const https = config.publicUrl.startsWith('https:')
  const dashboard = await openDashboard(config.dashboardDir, log)
  endings.push(dashboard.close)
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with({ config, database }), {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: true,
  })
  endings.push(() => app.close())
  app.disable('x-powered-by')
  if (config.trustedProxies) app.set('trust proxy', config.trustedProxies)
  app.use(
    requestLog(log),
    securityHeaders(https),
    dashboard.handle,
    refuseForeignOrigin(config.publicUrl),
    express.json({ limit: '1mb' }),
  )
  app.useGlobalPipes(requestValidation())
  app.useGlobalFilters(new ProblemFilter())
  describeApi(app)
  await app.init()
  return app
}

async function listen(app: NestExpressApplication, { port, host }: ServerConfig): Promise<void> {
  try {
    await app.listen(port, host)
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    throw new GoherdError('unavailable', taken ? 'port_in_use' : 'cannot_listen', {
      message: `cannot listen on ${host}:${port}`,
      hint: taken ? 'Stop what uses that port, or set GOHERD_PORT to another.' : 'Check GOHERD_HOST and GOHERD_PORT.',
      cause,
    })
  }
}
