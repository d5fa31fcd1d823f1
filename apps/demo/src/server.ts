import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { builtServer, inClone } from './clone.js'
import { DemoFailure } from './demo-failure.js'

/** How long the server may take to end by itself; with its database it needs a second or two. */
const GRACE_MS = 8_000
const ready = z.object({ url: z.string() })

/** The real server of this clone, in a process of its own with a data folder of its own. */
export class DemoServer {
  readonly url: string
  readonly pid: number | undefined
  /** Where the first administrator is created; undefined when there is one. */
  readonly setupToken: string | undefined
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string, setupToken: string | undefined) {
    this.#child = child
    this.pid = child.pid
    this.url = url
    this.setupToken = setupToken
  }

  /** Starts it and waits until it serves. Throws DemoFailure `server_not_started` with its last lines. */
  static async start(options: {
    readonly data: string
    readonly port: number
    readonly goSource: string
    readonly signal: AbortSignal
  }): Promise<DemoServer> {
    const child = launch(options)
    const end = () => void stop(child)
    options.signal.addEventListener('abort', end, { once: true })
    let setupToken: string | undefined
    if (child.stdout !== null) {
      for await (const line of createInterface({ input: child.stdout })) {
        const link = /^Create the first administrator: (\S+)/.exec(line)?.[1]
        if (link !== undefined) setupToken = new URL(link).searchParams.get('token') ?? undefined
        if (!line.startsWith('{')) continue
        const read = ready.safeParse(JSON.parse(line))
        if (!read.success) continue
        child.stdout.resume()
        options.signal.removeEventListener('abort', end)
        return new DemoServer(child, read.data.url, setupToken)
      }
    }
    options.signal.throwIfAborted()
    throw new DemoFailure('server_not_started', 'the server ended while it started', {
      hint: `Read its last lines; all of them are in ${logOf(options.data)}.`,
      cause: new Error(readFileSync(logOf(options.data), 'utf8').slice(-1500)),
    })
  }

  /** Resident memory of its process in bytes; undefined where the system does not say. */
  get memoryBytes(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, 'utf8')
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
    } catch {
      // No /proc on this system, or the process has ended.
      return undefined
    }
  }

  /** Ends it: asks, and after a while insists. */
  stop(): Promise<void> {
    return stop(this.#child)
  }
}

function logOf(data: string): string {
  return join(data, 'server.log')
}

function launch({
  data,
  port,
  goSource,
}: {
  readonly data: string
  readonly port: number
  readonly goSource: string
}): ChildProcess {
  const log = openSync(logOf(data), 'a')
  // The leash ends the server when this process vanishes, however that happens.
  const child = spawn(process.execPath, ['--import', inClone('infra/process/leash.mjs'), builtServer()], {
    env: {
      GOHERD_LIMIT_ENROLL: '1000000',
      GOHERD_LIMIT_CHALLENGE: '1000000',
      GOHERD_LOG_LEVEL: 'warn',
      ...process.env,
      NODE_ENV: 'production',
      GOHERD_DATABASE_URL: '',
      GOHERD_DATA: data,
      GOHERD_PORT: String(port),
      GOHERD_GO_SOURCE: goSource,
    },
    stdio: ['ignore', 'pipe', log, 'ipc'],
    // Ctrl-C on the terminal reaches the demo alone, which ends the server in its order.
    detached: true,
  })
  closeSync(log)
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const insist = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  await ended
  clearTimeout(insist)
}
