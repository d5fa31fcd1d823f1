export { startEmbeddedPostgres } from './embedded-postgres.js'
export { freePort } from './postmaster.js'
