import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, startTestPostgres } from '../../testing/test-postgres.js'
import { Database } from '../database/index.js'
import { Jobs, type JobTurn, migrateJobs, type Work } from './index.js'

let url: string
let stopPostgres = async () => {}
const running: { jobs: Jobs; database: Database }[] = []

beforeAll(async () => {
  const shared = process.env.GOHERD_TEST_POSTGRES
  const own = shared ? undefined : await startTestPostgres()
  stopPostgres = async () => own?.stop()
  url = await createTestDatabase(shared ?? own?.url ?? '')
})
afterAll(() => stopPostgres())
afterEach(async () => {
  for (const { jobs, database } of running.splice(0)) {
    await jobs.beforeApplicationShutdown()
    await database.pool.query('DELETE FROM graphile_worker._private_jobs')
    await database.close()
  }
})

/** A server's queue, running. */
async function start(work: Work, name = 'try'): Promise<{ jobs: Jobs; database: Database }> {
  const database = new Database(url)
  const jobs = new Jobs(database)
  jobs.define(name, work)
  await jobs.onModuleInit()
  await jobs.onApplicationBootstrap()
  const queue = { jobs, database }
  running.push(queue)
  return queue
}

/** A job's turns as they come; `next` waits for one. */
function turns() {
  const seen: { id: string; turn: JobTurn }[] = []
  let tell = () => {}
  const work: Work = async (id, turn) => {
    seen.push({ id, turn })
    tell()
  }
  const until = async (count: number) => {
    while (seen.length < count) {
      await new Promise<void>((resolve) => {
        tell = resolve
      })
    }
    return seen
  }
  return { seen, work, until }
}

describe('a job', () => {
  it('is done once its transaction is committed, and never when it is not', async () => {
    const { work, until, seen } = turns()
    const { jobs, database } = await start(work)
    const failing = database.transaction(async (tx) => {
      await jobs.enqueue(tx, 'try', ['never'])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await database.transaction((tx) => jobs.enqueue(tx, 'try', ['a', 'b']))
    await until(2)
    expect(seen.map(({ id }) => id).sort()).toEqual(['a', 'b'])
    expect(seen[0]?.turn).toMatchObject({ attempt: 1, last: false })
  })

  it('that waits already for the same row is one', async () => {
    const { work, until, seen } = turns()
    const { jobs, database } = await start(work)
    await database.transaction(async (tx) => {
      await jobs.enqueue(tx, 'try', ['same'])
      await jobs.enqueue(tx, 'try', ['same'])
      await jobs.enqueue(tx, 'try', ['other'])
      await jobs.enqueue(tx, 'try', [])
    })
    await until(2)
    expect(seen.map(({ id }) => id).sort()).toEqual(['other', 'same'])
  })

  it('that fails is there again after the time it was told', async () => {
    const { seen, work, until } = turns()
    const { jobs, database } = await start(async (id, turn) => {
      await work(id, turn)
      throw new Error('not yet')
    })
    await database.transaction((tx) => jobs.enqueue(tx, 'try', ['again']))
    await until(1)
    const waits = async () => {
      for (;;) {
        const { rows } = await database.pool.query<{ ms: number; error: string | null }>(
          `SELECT (extract(epoch FROM run_at - updated_at) * 1000)::float AS ms, last_error AS error FROM graphile_worker.jobs`,
        )
        if (rows[0]?.error) return rows[0]
      }
    }
    const { ms, error } = await waits()
    expect(error).toBe('not yet')
    const told = seen[0]?.turn.waitMs ?? 0
    expect(told).toBeGreaterThan(2_000)
    expect(Math.abs(ms - told)).toBeLessThan(1_500)
  })

  it('is done by one of several servers', async () => {
    const { seen, work, until } = turns()
    const { jobs, database } = await start(work)
    await start(work)
    const ids = Array.from({ length: 30 }, (_, n) => `job-${n}`)
    await database.transaction((tx) => jobs.enqueue(tx, 'try', ids))
    await until(30)
    expect(seen.map(({ id }) => id).sort()).toEqual(ids.sort())
  })

  it('under way is told to end when the server stops, and the server waits for it', async () => {
    let ended = false
    let begun = () => {}
    const beginning = new Promise<void>((resolve) => {
      begun = resolve
    })
    const { jobs, database } = await start(async (_, { signal }) => {
      begun()
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      ended = true
    })
    await database.transaction((tx) => jobs.enqueue(tx, 'try', ['long']))
    await beginning
    await jobs.beforeApplicationShutdown()
    expect(ended).toBe(true)
  })
})

it('the queue is made once, however many servers start at the same time', async () => {
  await Promise.all([migrateJobs(url), migrateJobs(url), migrateJobs(url)])
  const database = new Database(url)
  const { rows } = await database.pool.query('SELECT count(*)::int AS count FROM graphile_worker.migrations')
  await database.close()
  expect(rows[0]?.count).toBeGreaterThan(10)
})
