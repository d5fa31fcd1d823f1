export type { BundleHead } from './bundle-head.js'
export { type Packed, packTree } from './pack-tree.js'
export { readBundle } from './read-bundle.js'
export { writeBundle } from './write-bundle.js'
