export * from './lineage.js'
export * from './plan-rollback.js'
export * from './settle-rollback.js'
