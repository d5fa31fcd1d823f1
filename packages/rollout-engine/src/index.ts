export * from './lineage.js'
export * from './plan-rollback.js'
export * from './rollout/index.js'
export * from './settle-rollback.js'
