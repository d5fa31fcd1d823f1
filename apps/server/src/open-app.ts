import type { INestApplication } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import express from 'express'
import { FirstAdministrator } from './access/index.js'
import { appModule } from './app.module.js'
import type { ServerConfig } from './base/config/index.js'
import { openDashboard } from './base/dashboard/index.js'
import type { Database } from './base/database/index.js'
import {
  ProblemFilter,
  refuseForeignOrigin,
  requestLog,
  requestValidation,
  securityHeaders,
} from './base/http/index.js'
import { type Log, NestLog } from './base/logging/index.js'
import { describeApi } from './open-api.js'

export interface OpenedApp {
  readonly app: INestApplication
  /** Where the first administrator is created; undefined when there is one. */
  readonly setupLink: string | undefined
}

/**
 * Everything that answers requests, ready but not listening yet.
 * @param endings gets what has to be ended, in the order it was started
 */
export async function openApp({
  config,
  database,
  log,
  endings,
}: {
  config: ServerConfig
  database: Database
  log: Log
  endings: (() => Promise<void>)[]
}): Promise<OpenedApp> {
  const https = config.publicUrl.startsWith('https:')
  const dashboard = await openDashboard(config.dashboardDir, log)
  endings.push(dashboard.close)
  const app = await NestFactory.create<NestExpressApplication>(appModule({ config, database }), {
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
  return { app, setupLink: await app.get(FirstAdministrator).offerLink() }
}
