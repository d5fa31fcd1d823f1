import { startTestPostgres } from './test-postgres.js'

/** One PostgreSQL for a whole run of integration tests; each test file gets databases of its own in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres()
  process.env.GOHERD_TEST_POSTGRES = postgres.url
  return postgres.stop
}
