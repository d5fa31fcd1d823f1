export * from './goherd-error.js'
