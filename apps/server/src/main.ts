import 'reflect-metadata'
import { readConfig } from './base/config/index.js'
import { GoherdError } from './base/errors/index.js'
import { createLogger, type Log } from './base/logging/index.js'
import { startServer } from './start-server.js'

/** Says on stderr why the server ends, for a person, and ends it. */
function fail(error: unknown, log: Log): never {
  if (error instanceof GoherdError) {
    const { code, message, hint, cause } = error.toFailure()
    log.error({ code, hint, error: cause }, message)
  } else {
    log.error({ stack: error instanceof Error ? error.stack : undefined }, String(error))
  }
  process.exit(1)
}

async function main(): Promise<void> {
  let log = createLogger('info')
  // Ending the process ends PostgreSQL as well, by its own handler for `exit`.
  process.on('uncaughtException', (error) => fail(error, log))
  process.on('unhandledRejection', (error) => fail(error, log))
  const config = readConfig(process.env)
  log = createLogger(config.logLevel)
  const starting = startServer(config, log)
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      log.info({ event: 'server.stopping' }, `stopping on ${signal}`)
      starting.then(
        (server) =>
          server.stop().then(
            () => process.exit(0),
            (error) => fail(error, log),
          ),
        () => process.exit(1),
      )
    })
  }
  const server = await starting.catch((error: unknown) => fail(error, log))
  if (server.setupLink) process.stdout.write(`Create the first administrator: ${server.setupLink}\n`)
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: server.url, publicUrl: server.config.publicUrl, pid: process.pid })}\n`,
  )
}

await main()
