import { execFile } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { chmod, chown, cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Ran } from './goherd.js'
import { CLONE } from './product.js'

/** An ordinary user's machine: a home of its own, an agent that was copied there, and nothing of ours on PATH. */
export interface LoneMachine {
  readonly home: string
  /** Runs `goherd-agent` as that user. */
  agent(...args: string[]): Promise<Ran>
  /** Runs a line in that user's fresh login shell. */
  shell(line: string): Promise<Ran>
  remove(): Promise<void>
}

/** Tests that run as root go on as somebody else: root's PATH is the whole machine's. */
const USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** What checks of a release compile, for all such machines. */
const PROBES = join(tmpdir(), 'goherd-e2e-probes')

/** Makes such a machine, with releases from the given source. */
export async function loneMachine(source: string): Promise<LoneMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'goherd-lone-'))
  const home = join(folder, 'home')
  const program = join(folder, 'agent')
  await cp(join(CLONE, 'apps/agent/dist'), program, { recursive: true })
  await mkdir(home)
  await chmod(folder, 0o755)
  if (USER.uid !== undefined) await chown(home, USER.uid, USER.gid)
  const env = {
    HOME: home,
    USER: 'goherd-e2e',
    SHELL: '/bin/sh',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    GOHERD_GO_SOURCE: source,
    NO_COLOR: '1',
    GOHERD_PROBE_CACHE: PROBES,
  }
  await mkdir(PROBES, { recursive: true })
  if (USER.uid !== undefined) await chown(PROBES, USER.uid, USER.gid)
  const run = (file: string, args: string[]) => runAs(file, args, env, home)
  return {
    home,
    agent: (...args) => run(process.execPath, [join(program, 'goherd-agent.mjs'), ...args]),
    shell: (line) => run('/bin/sh', ['-lc', line]),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

function runAs(file: string, args: string[], env: Record<string, string>, cwd: string): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env, maxBuffer: 32e6, ...USER }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr })
    })
  })
}

/** The download site of a folder of releases, as go.dev serves it. */
export async function downloadSite(folder: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site')
    const file = join(folder, searchParams.get('mode') === 'json' ? 'dl.json' : basename(pathname))
    if (!existsSync(file)) response.writeHead(404).end()
    else createReadStream(file).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/dl`, close: () => server.close() }
}
