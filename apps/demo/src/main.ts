import { becomeAdministrator } from './administrator.js'
import { Api } from './api.js'
import { builtServer } from './clone.js'
import { DemoFailure, describeFailure } from './demo-failure.js'
import { type Folder, openFolder } from './folder.js'
import { findGoSource } from './go-source.js'
import { type DemoOptions, readOptions } from './options.js'
import { runDemo, workersFor } from './run-demo.js'
import { Screen } from './screen.js'
import { DemoServer } from './server.js'
import { Workers } from './workers.js'

const screen = new Screen(process.stderr)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) return
    screen.line('\nstopping everything')
    stop.abort()
  })
}
// Whoever started us is gone: nothing of us shall be left.
process.on('disconnect', () => stop.abort())
process.exitCode = await main()
process.disconnect?.()

async function main(): Promise<number> {
  const endings: (() => unknown)[] = []
  try {
    await perform(readOptions(process.argv.slice(2), process.env), endings)
    return 0
  } catch (error) {
    if (stop.signal.aborted) return 130
    screen.line(describeFailure(error))
    return error instanceof DemoFailure && error.code === 'usage' ? 2 : 1
  } finally {
    for (const end of endings.reverse()) await end()
  }
}

async function perform(options: DemoOptions, endings: (() => unknown)[]): Promise<void> {
  const began = performance.now()
  const { signal } = stop
  const own = options.server === undefined ? await startServer(options, endings) : undefined
  const api =
    options.server === undefined ? own?.api : new Api(options.server.url, options.server.token, signal)
  if (api === undefined) return
  const count = workersFor(options.hosts)
  const workers = new Workers(count, signal)
  endings.push(() => workers.end())
  await runDemo({ options, screen, signal, api, workers, count, own, began })
}

async function startServer(options: DemoOptions, endings: (() => unknown)[]) {
  const { signal } = stop
  builtServer()
  const folder: Folder = openFolder(options.data)
  endings.push(() => folder.end())
  const { source } = await screen.step('finding Go releases', async (tell) => {
    const found = await findGoSource(signal, tell)
    tell(`${found.source} (${found.why})`)
    return found
  })
  const server = await screen.step('starting PostgreSQL and the server', () =>
    DemoServer.start({ data: folder.path, port: options.port, goSource: source, signal }),
  )
  endings.push(() => server.stop())
  const { api } = await becomeAdministrator(server, folder.path, signal)
  return { server, folder, api }
}
