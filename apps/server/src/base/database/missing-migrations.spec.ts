import { expect, it } from 'vitest'
import { missingMigrations } from './migrate.js'

const schema = { path: 'schema.prisma', content: '' }
const known = ['1_init', '2_more', '3_last'].map((name) => ({
  name,
  sql: '',
  checksum: `sum of ${name}`,
  schema,
}))
const done = (name: string, checksum = `sum of ${name}`) => ({
  migration_name: name,
  checksum,
  finished_at: new Date(0),
})

it('are those that the database has not finished, in order', () => {
  expect(missingMigrations(known, []).map(({ name }) => name)).toEqual(['1_init', '2_more', '3_last'])
  expect(missingMigrations(known, [done('1_init')]).map(({ name }) => name)).toEqual(['2_more', '3_last'])
  expect(
    missingMigrations(
      known,
      known.map(({ name }) => done(name)),
    ),
  ).toEqual([])
  const unfinished = { ...done('2_more'), finished_at: null }
  expect(missingMigrations(known, [done('1_init'), unfinished]).map(({ name }) => name)).toEqual([
    '2_more',
    '3_last',
  ])
})

it('cannot be told for a database that is ahead, or was made differently', () => {
  expect(() => missingMigrations(known, [done('4_newer')])).toThrow(
    expect.objectContaining({ code: 'database_ahead' }),
  )
  expect(() => missingMigrations(known, [done('1_init', 'other')])).toThrow(
    expect.objectContaining({ code: 'migration_edited' }),
  )
})

it('a failed migration that was corrected since is simply still missing', () => {
  const failed = { ...done('1_init', 'other'), finished_at: null }
  expect(missingMigrations(known, [failed]).map(({ name }) => name)).toContain('1_init')
})
