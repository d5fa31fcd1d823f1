export * from './archive-error.js'
export { treePath } from './entry-path.js'
export * from './manifest.js'
export * from './tar-reader.js'
