import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AuditLog } from '../audit/index.js'
import { SystemClock } from '../base/clock/index.js'
import { readConfig } from '../base/config/index.js'
import { Database } from '../base/database/index.js'
import { createTestDatabase, startTestPostgres } from '../testing/index.js'
import { EpochFloor } from './epoch-floor.store.js'

let postgres: Awaited<ReturnType<typeof startTestPostgres>>
let database: Database

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())
beforeEach(async () => {
  database = new Database(await createTestDatabase(postgres.url), { connections: 5 })
  return () => database.close()
})

async function startWith(env: NodeJS.ProcessEnv): Promise<number | undefined> {
  const audit = new AuditLog(database, new SystemClock())
  await new EpochFloor(readConfig(env), database, audit).onModuleInit()
  return (await database.prisma.fleet.findUnique({ where: { id: 1 } }))?.epoch
}

describe('the epoch of a fleet', () => {
  it('is lifted over what hosts have seen, once, and never lowered', async () => {
    expect(await startWith({ GOHERD_EPOCH_AT_LEAST: '50' })).toBe(50)
    expect(await startWith({ GOHERD_EPOCH_AT_LEAST: '50' })).toBe(50)
    expect(await startWith({ GOHERD_EPOCH_AT_LEAST: '7' })).toBe(50)
    const rows = await database.prisma.auditEntry.findMany({ where: { action: 'fleet.epoch' } })
    expect(rows).toHaveLength(1)
  })

  it('is left alone when nothing is said', async () => {
    await startWith({ GOHERD_EPOCH_AT_LEAST: '50' })
    expect(await startWith({})).toBe(50)
  })
})
