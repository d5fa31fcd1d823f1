export * from './judge-build.js'
