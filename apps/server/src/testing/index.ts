export { ADMIN, cookiesOf, startTestServer, type TestServer } from './start-test-server.js'
export { createTestDatabase, startTestPostgres } from './test-postgres.js'
