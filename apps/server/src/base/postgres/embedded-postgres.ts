import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GoherdError } from '../errors/index.js'
import type { Log } from '../logging/index.js'
import { findBinaries } from './binaries.js'
import { ensureCluster, SUPERUSER } from './cluster.js'
import { openHome, saveSettings } from './home.js'
import { signalProcess, stopLeftover } from './leftover.js'
import {
  freePort,
  isAnswering,
  type PostmasterOptions,
  spawnPostmaster,
  stopPostmaster,
} from './postmaster.js'
import { unprivilegedUser } from './unprivileged-user.js'

export interface EmbeddedPostgres {
  /** `postgresql://…`; the same for as long as it runs, also after PostgreSQL was restarted. */
  readonly url: string
  /** Where its files are; not always under the data folder. */
  readonly home: string
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL of a data folder and keeps it running: one that ends by itself is started again.
 * @param dataDir exists and is locked by this process
 * @param settings more PostgreSQL settings, `name=value`
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  log: Log,
  settings: readonly string[] = [],
): Promise<EmbeddedPostgres> {
  const user = unprivilegedUser()
  const known = openHome(dataDir, user)
  const { home, password } = known
  if (!home.startsWith(dataDir)) {
    log.info(
      { event: 'postgres.elsewhere', path: home },
      `${user?.name ?? 'PostgreSQL'} cannot reach ${dataDir}: the database is kept in ${home}`,
    )
  }
  const binaries = findBinaries(home, user)
  const data = await ensureCluster(home, binaries, password, user)
  const leftover = await stopLeftover(data)
  if (leftover)
    log.warn({ event: 'postgres.leftover', pid: leftover }, 'stopped the PostgreSQL of an earlier server')
  const port = await freePort(known.port)
  if (port !== known.port) saveSettings(dataDir, { ...known, port })
  const keeper = new PostgresKeeper(
    { binaries, data, port, user, logFile: join(dataDir, 'postgres.log'), settings },
    `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    log,
  )
  try {
    await keeper.start()
  } catch (error) {
    await keeper.stop()
    throw error
  }
  return { url: keeper.url, home, stop: () => keeper.stop() }
}

/** After a kill, PostgreSQL's last processes may hold its memory for a moment: starting is tried again. */
const RETRY_MS = [100, 200, 400, 800, 1600, 3200]

class PostgresKeeper {
  private child: ChildProcess | undefined
  private stopping = false
  private readonly atExit = () => {
    if (this.child?.pid) signalProcess(this.child.pid, 'SIGINT')
  }

  constructor(
    private readonly options: PostmasterOptions,
    readonly url: string,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    process.once('exit', this.atExit)
    await this.spawn()
  }

  async stop(): Promise<void> {
    this.stopping = true
    process.off('exit', this.atExit)
    if (this.child) await stopPostmaster(this.child)
  }

  private async spawn(): Promise<void> {
    for (const pause of [0, ...RETRY_MS]) {
      await sleep(pause)
      if (this.stopping) return
      const child = spawnPostmaster(this.options)
      child.on('error', (error) => this.log.error({ error: error.message }, 'postgres could not be started'))
      this.child = child
      if (await isAnswering(child, this.url)) {
        child.once('exit', (code, signal) => this.onExit(code ?? signal))
        return
      }
    }
    if (this.stopping) return
    throw new GoherdError('unavailable', 'postgres_does_not_start', {
      message: 'the embedded PostgreSQL ends right after it was started',
      hint: `Read ${this.options.logFile}; its last lines say why.`,
    })
  }

  private onExit(how: number | NodeJS.Signals | null): void {
    if (this.stopping) return
    this.log.error({ event: 'postgres.ended', code: how }, 'PostgreSQL ended by itself; starting it again')
    void this.revive()
  }

  private async revive(): Promise<void> {
    for (let pause = 1_000; !this.stopping; pause = Math.min(pause * 2, 30_000)) {
      try {
        await this.spawn()
        if (!this.stopping) this.log.info({ event: 'postgres.restarted' }, 'PostgreSQL is back')
        return
      } catch (error) {
        this.log.error({ error: String(error) }, 'PostgreSQL does not come back yet')
        await sleep(pause)
      }
    }
  }
}
