export { createLogger, type Log, NestLog } from './logger.js'
