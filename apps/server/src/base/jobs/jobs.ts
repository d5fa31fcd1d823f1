import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common'
import { parseCronItems, type Runner, run, type TaskList } from 'graphile-worker'
import { z } from 'zod'
import { Database, type Writer } from '../database/index.js'
import { quietly } from './job-log.js'
import { migrateJobs } from './job-schema.js'

/** One attempt at a job. */
export interface JobTurn {
  /** 1 for the first. */
  readonly attempt: number
  /** Whether there is none after this. */
  readonly last: boolean
  /** How long after a failure of this attempt the next one comes, in milliseconds. */
  readonly waitMs: number
  /** Aborted when the server stops and the job should end now. */
  readonly signal: AbortSignal
}

/** Does a job; one that throws is tried again later. */
export type Work = (id: string, turn: JobTurn) => Promise<void>

/** With the queue's waits of e^n seconds, six hours at most, the last attempt comes 16 hours after the first. */
const ATTEMPTS = 12
const AT_ONCE = 4
/** Between looks at what is due by time, in milliseconds; what is added is announced. */
const LOOK_EVERY_MS = 10_000
/** How long a running job may go on when the server stops, in milliseconds. */
const LEAVE_MS = 1_000
/** A job that is locked for longer belonged to a server that is gone. Every job has to be done within half of it. */
const ABANDONED_SECONDS = 60
const RESTART_MS = 5_000
const DAY_MS = 86_400_000

const payloadOf = z.object({ id: z.string() })

/**
 * The queue of jobs, in the database that the server has anyway: enqueued inside the transaction of what they belong to, woken by
 * NOTIFY, shared by all servers, tried again with growing waits. A job is a name and the id of a row; what there is to know stands
 * in the row. A job may be done twice when a server dies in the middle of it.
 */
@Injectable()
export class Jobs implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Jobs.name)
  private readonly tasks = new Map<string, Work>()
  private readonly daily = new Set<string>()
  private runner: Runner | undefined
  private restart: NodeJS.Timeout | undefined
  private watch: NodeJS.Timeout | undefined
  private stopped = false

  constructor(private readonly database: Database) {}

  /** Who does the jobs of a name. Call it before the server has started. */
  define(name: string, work: Work): void {
    this.tasks.set(name, work)
  }

  /** The same, for something done once a night, by one of the servers. */
  defineDaily(name: string, work: () => Promise<void>): void {
    this.tasks.set(name, work)
    this.daily.add(name)
  }

  /** Adds jobs inside the caller's transaction. One that waits already for the same id begins anew, at once. */
  async enqueue(tx: Writer, name: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await tx.$executeRaw`
      SELECT graphile_worker.add_job(${name}::text, json_build_object('id', t.id),
                                     max_attempts => ${ATTEMPTS}::int, job_key => ${`${name}:`}::text || t.id)
        FROM unnest(${[...ids]}::text[]) AS t (id)`
  }

  /** Before anything can enqueue. */
  async onModuleInit(): Promise<void> {
    await migrateJobs(this.database.url)
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.releaseAbandoned()
    await this.start()
    this.watch = setInterval(
      () => void this.releaseAbandoned().catch(() => undefined),
      ABANDONED_SECONDS * 1000,
    )
    this.watch.unref()
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true
    clearTimeout(this.restart)
    clearInterval(this.watch)
    await this.runner?.stop().catch(() => undefined)
  }

  private async start(): Promise<void> {
    const runner = await run({
      pgPool: this.database.pool,
      logger: quietly(),
      concurrency: AT_ONCE,
      pollInterval: LOOK_EVERY_MS,
      gracefulShutdownAbortTimeout: LEAVE_MS,
      noHandleSignals: true,
      taskList: this.taskList(),
      parsedCronItems: parseCronItems(
        [...this.daily].map((task) => ({ task, match: '17 3 * * *', options: { backfillPeriod: DAY_MS } })),
      ),
    })
    this.runner = runner
    // It ends by itself when the database goes away in the middle of a job.
    const ended = () => {
      if (!this.stopped) this.startLater()
    }
    runner.promise.then(ended, ended)
  }

  private startLater(): void {
    this.restart = setTimeout(() => {
      this.start().catch((error: unknown) => {
        this.logger.warn(`jobs cannot be done at the moment, trying again: ${String(error)}`)
        if (!this.stopped) this.startLater()
      })
    }, RESTART_MS)
    this.restart.unref()
  }

  private taskList(): TaskList {
    const entries = [...this.tasks].map(([name, work]): [string, NonNullable<TaskList[string]>] => [
      name,
      (payload, { job, abortSignal }) =>
        work(payloadOf.safeParse(payload).data?.id ?? '', {
          attempt: job.attempts,
          last: job.attempts >= job.max_attempts,
          waitMs: Math.exp(Math.min(job.attempts, 10)) * 1_000,
          signal: abortSignal,
        }),
    ])
    return Object.fromEntries(entries)
  }

  /** The queue itself waits four hours before it believes that a server is gone. */
  private async releaseAbandoned(): Promise<void> {
    await this.database.pool.query(
      `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker.jobs
        WHERE locked_at < now() - make_interval(secs => $1) HAVING count(*) > 0`,
      [ABANDONED_SECONDS],
    )
  }
}
