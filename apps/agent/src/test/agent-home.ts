import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type TarMember, tarOf } from '@goherd/go-archive/tar-maker'
import type { AgentBundle } from '@goherd/protocol'
import { goodRelease } from '../disk/sandbox.js'
import { platformOf } from '../facts.js'
import { run } from './agent-process.js'
import type { TestGo } from './test-go.js'
import { TestServer } from './test-server.js'

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))
const LAUNCHERS = fileURLToPath(new URL('../../launchers/', import.meta.url))
const RELEASE = 'go1.22.12'

/** What is wrong with a version of the agent. `mute` runs and never reaches the server; `hung` does not even run. */
export type Flaw = 'none' | 'broken' | 'does-not-start' | 'mute' | 'hung'

/**
 * Seconds that a version on trial has until it gives up by itself, and until it is killed from outside. A busy machine needs tens of
 * them to start a good one: only who waits for their end makes them short.
 */
export interface TrialLimits {
  readonly proveWithinS: number
  readonly killedAfterS: number
}

export const AMPLE: TrialLimits = { proveWithinS: 60, killedAfterS: 90 }

/** The text with exactly one place of it changed: a test that changes nothing would show nothing. */
function changed(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`not exactly one ${from} in the built agent`)
  return text.replace(from, () => to)
}

function programOf(version: string, flaw: Flaw, { proveWithinS }: TrialLimits): string {
  if (flaw === 'broken') return 'process.exit(1)'
  if (flaw === 'hung')
    return `if (process.argv[2] === '--version') console.log('${version}'); else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`
  if (flaw === 'does-not-start')
    return `if (process.argv[2] === '--version') console.log('${version}'); else process.exit(9)`
  const built = readFileSync(join(DIST, 'goherd-agent.mjs'), 'utf8')
  const named = changed(built, 'AGENT_VERSION="0.1.0"', `AGENT_VERSION="${version}"`)
  const hasty = changed(named, 'PROVE_WITHIN_S=120', `PROVE_WITHIN_S=${proveWithinS}`)
  return flaw === 'mute' ? changed(hasty, '/api/agent/challenge', '/api/agent/nowhere') : hasty
}

function membersOf(version: string, flaw: Flaw, limits: TrialLimits): TarMember[] {
  const launcher = (name: string) => readFileSync(join(LAUNCHERS, name), 'utf8')
  const margin = limits.killedAfterS - limits.proveWithinS
  const hasty = changed(launcher('goherd-agent-service'), 'within + 30', `within + ${margin}`)
  // What the environment says stands before the agent itself, and before nothing else.
  const traced = changed(launcher('goherd-agent'), 'exec "$node"', 'set +u; exec $GOHERD_TEST_TRACE "$node"')
  return [
    { name: 'goherd-agent/bin/goherd-agent', mode: 0o755, body: traced },
    { name: 'goherd-agent/bin/goherd-agent-service', mode: 0o755, body: hasty },
    {
      name: 'goherd-agent/lib/bundle.json',
      body: `${JSON.stringify({ version, platform: 'any', node: null })}\n`,
    },
    { name: 'goherd-agent/lib/goherd-agent.mjs', body: programOf(version, flaw, limits) },
    { name: 'goherd-agent/lib/unpack-worker.mjs', body: readFileSync(join(DIST, 'unpack-worker.mjs')) },
  ]
}

/** A server, a Go, bundles of the agent, and a home in which one of them is installed and enrolled. */
export class AgentHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'goherd-home-'))
  readonly home = join(this.folder, 'home')
  readonly root = join(this.folder, 'root')
  readonly server: TestServer
  readonly limits: TrialLimits
  #service: ChildProcess | undefined
  #stopped = true
  /** The exit codes of the service's starts, oldest first. */
  readonly ends: (number | string)[] = []
  log = ''

  constructor(limits: TrialLimits = AMPLE) {
    this.limits = limits
    const go = goodRelease(RELEASE)
    writeFileSync(join(this.folder, go.archive.filename), go.bytes)
    this.server = new TestServer({ folder: this.folder, archives: { [RELEASE]: go.archive } })
    this.server.bundles = { folder: this.folder, archives: {} }
  }

  /** Makes a bundle and lets the server serve it. */
  offer(version: string, flaw: Flaw = 'none', members?: TarMember[]): AgentBundle {
    const filename = `goherd-agent-${version}-any.tar.gz`
    const bytes = gzipSync(tarOf(members ?? membersOf(version, flaw, this.limits)), { level: 1 })
    writeFileSync(join(this.folder, filename), bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const bundle = { version, filename, sha256, size: bytes.length }
    const archives: TestGo['archives'] = { ...this.server.bundles?.archives, [version]: bundle }
    this.server.bundles = { folder: this.folder, archives }
    return bundle
  }

  /** Puts a version into the home by hand, as install.sh does, and enrolls the root with the server. */
  async install(version: string): Promise<void> {
    await this.server.start()
    const there = join(this.home, 'versions', version)
    for (const { name, body = '', mode = 0o644 } of membersOf(version, 'none', this.limits)) {
      const path = join(there, name.slice('goherd-agent/'.length))
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(path, body, { mode })
    }
    mkdirSync(join(this.home, 'bin'))
    mkdirSync(join(this.home, 'state'))
    cpSync(join(there, 'bin/goherd-agent-service'), join(this.home, 'bin/goherd-agent-service'))
    symlinkSync(`versions/${version}`, join(this.home, 'current'))
    const enrolled = await run(join(this.home, 'current/bin/goherd-agent'), [
      ...['enroll', '--server', this.server.url, '--token', 'good-token', '--name', 'h', '--root', this.root],
    ])
    if (enrolled.status !== 0) throw new Error(enrolled.stderr)
  }

  /** Runs the agent until its Go is as assigned, and stops it. */
  async settle(): Promise<void> {
    const epoch = this.server.assign({ release: RELEASE, settings: {} })
    this.start()
    await this.server.reported((report) => report.epoch === epoch && report.phase.kind === 'idle')
    await this.stop()
    this.ends.length = 0
  }

  /** Asks the group for a version of the agent, with the Go that it has or gets. Answers the epoch. */
  ask(bundle: AgentBundle, more: { readonly urgent?: boolean } = {}): number {
    const desired = { release: RELEASE, settings: {}, policy: { agent: bundle.version } }
    return this.server.assign(desired, { urgent: false, agents: { [platformOf()]: bundle }, ...more })
  }

  /** Starts what a service manager starts, and again after each end. `trace`: words before the agent, start by start. */
  start(...[trace = '', ...rest]: readonly string[]): void {
    this.#stopped = false
    const child = spawn(join(this.home, 'bin/goherd-agent-service'), ['run', '--root', this.root], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: { ...process.env, GOHERD_TEST_TRACE: trace },
    })
    this.#service = child
    child.stderr?.on('data', (text: Buffer) => {
      this.log += text.toString()
    })
    child.once('exit', (status, signal) => {
      this.ends.push(signal ?? status ?? 0)
      if (!this.#stopped) setTimeout(() => !this.#stopped && this.start(...rest), 50)
    })
  }

  get pid(): number {
    return this.#service?.pid ?? 0
  }

  /** The version that `current` leads to. */
  get current(): string {
    return readlinkSync(join(this.home, 'current')).replace('versions/', '')
  }

  /** The version that opened the newest session. */
  get connected(): string | undefined {
    return this.server.connected > 0 ? this.server.handshakes.at(-1)?.agentVersion : undefined
  }

  async stop(): Promise<void> {
    this.#stopped = true
    const child = this.#service
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const closed = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await closed
  }

  /** Ends everything at once, as a machine does that loses its power. */
  async kill(): Promise<void> {
    this.#stopped = true
    const child = this.#service
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    process.kill(-child.pid, 'SIGKILL')
    await ended
  }

  async remove(): Promise<void> {
    await this.kill()
    await this.server.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
