import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The root of the clone under test. */
export const CLONE = new URL('../../', import.meta.url).pathname

/** Everything `npm start` starts, on a port and data folder of its own. */
export interface Product {
  readonly url: string
  /** The link of the ready line, which signs its visitor in. */
  readonly signInUrl: string
  readonly data: string
  readonly token: string
  readonly output: readonly string[]
  /** SIGTERM, and waits until everything is gone. Answers the exit code. */
  stop(): Promise<number | null>
  /** The pids of the processes that belong to this product and match the text. */
  pids(commandPart: string): Promise<number[]>
  /** Removes the data folder. */
  remove(): Promise<void>
}

export interface ProductOptions {
  readonly hosts?: number
  readonly data?: string
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
}

const READY = 'Goherd is ready: '

/** Runs the README's command and waits for its ready line. Throws with all that was printed when it ends before. */
export async function startProduct({
  hosts = 3,
  data,
  port,
  env = {},
}: ProductOptions = {}): Promise<Product> {
  const folder = data ?? (await newDataFolder())
  const child = spawn(process.execPath, [join(CLONE, 'infra/start/start.mjs')], {
    cwd: CLONE,
    env: {
      ...process.env,
      GOHERD_DATA: folder,
      GOHERD_PORT: String(port ?? (await freePort())),
      GOHERD_DEMO_HOSTS: String(hosts),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  const signInUrl = await readyLine(child, output)
  const { server, token } = JSON.parse(await readFile(join(folder, 'cli.json'), 'utf8'))
  return {
    url: String(server),
    signInUrl,
    data: folder,
    token: String(token),
    output,
    stop: () => stop(child),
    pids: (part) => pidsOf(folder, part),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A folder that PostgreSQL's own user can reach, so that nothing of the test stays elsewhere. */
async function newDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goherd-e2e-'))
  await chmod(folder, 0o711)
  return folder
}

function readyLine(child: ChildProcess, output: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line)
        if (line.startsWith(READY)) resolve(line.slice(READY.length).trim().split(/\s/)[0] ?? '')
      })
    }
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output.join('\n')}`)))
  })
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
  return child.exitCode
}

/** Processes whose command line or environment names the data folder. */
async function pidsOf(folder: string, part: string): Promise<number[]> {
  const found: number[] = []
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue
    const [command, environment] = await Promise.all([readProc(entry, 'cmdline'), readProc(entry, 'environ')])
    if (command.includes(part) && (command.includes(folder) || environment.includes(folder)))
      found.push(Number(entry))
  }
  return found
}

async function readProc(pid: string, file: string): Promise<string> {
  // A process may end while it is looked at.
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
