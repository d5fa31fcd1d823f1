export { diagnose, type Repaired } from './doctor.js'
export type { Finding } from './finding.js'
