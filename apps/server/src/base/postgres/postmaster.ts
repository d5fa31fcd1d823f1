import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { GoherdError } from '../errors/index.js'
import type { Binaries } from './binaries.js'
import { signalProcess } from './leftover.js'
import type { UnprivilegedUser } from './unprivileged-user.js'

/** What one postgres process needs to be started. */
export interface PostmasterOptions {
  readonly binaries: Binaries
  readonly data: string
  readonly port: number
  readonly user: UnprivilegedUser | undefined
  /** Where PostgreSQL's own log goes. */
  readonly logFile: string
  /** More `name=value` settings. */
  readonly settings: readonly string[]
}

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'shared_buffers=128MB',
  'max_wal_size=1GB',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_min_messages=warning',
]
const LOG_LIMIT = 10 * 1024 * 1024

/** Starts postgres in a process group of its own, so that a Ctrl-C reaches only the server, which then stops it. */
export function spawnPostmaster({
  binaries,
  data,
  port,
  user,
  logFile,
  settings,
}: PostmasterOptions): ChildProcess {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT)
    renameSync(logFile, `${logFile}.1`)
  const log = openSync(logFile, 'a', 0o600)
  const options = [`port=${port}`, ...SETTINGS, ...settings].flatMap((setting) => ['-c', setting])
  try {
    return spawn(join(binaries, 'bin', 'postgres'), ['-D', data, ...options], {
      cwd: data,
      detached: true,
      stdio: ['ignore', log, log],
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH ?? '' },
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    })
  } finally {
    closeSync(log)
  }
}

/** Waits until queries are answered (crash recovery included). False when the process ended first. */
export async function isAnswering(child: ChildProcess, url: string, withinMs = 120_000): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += 50) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return false
    if (await answers(url)) return true
    await sleep(50)
  }
  throw new GoherdError('unavailable', 'postgres_does_not_answer', {
    message: `the embedded PostgreSQL did not answer within ${withinMs / 1000} seconds`,
    hint: 'Read postgres.log in the data folder; a long crash recovery may need another start.',
  })
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '28P01') throw wrongPassword(error)
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function wrongPassword(cause: Error): GoherdError {
  return new GoherdError('unavailable', 'postgres_password_wrong', {
    message: 'the embedded PostgreSQL does not take the password in postgres.json',
    hint: 'Put the postgres.json back that belongs to this data folder.',
    cause,
  })
}

/** Stops a postgres of ours: open queries are cancelled, everything is written; the hard way only when that takes too long. */
export async function stopPostmaster(child: ChildProcess, withinMs = 30_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  signalProcess(child.pid, 'SIGINT')
  const timer = setTimeout(() => child.pid && signalProcess(child.pid, 'SIGQUIT'), withinMs)
  await ended
  clearTimeout(timer)
}

/** `wanted` when it is free on 127.0.0.1, else any free port. */
export async function freePort(wanted = 0): Promise<number> {
  const port = await tryPort(wanted)
  return port ?? freePort(0)
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}
