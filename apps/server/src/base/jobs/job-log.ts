import { Logger as NestLogger } from '@nestjs/common'
import { Logger } from 'graphile-worker'

/** The queue's log lines among ours: what is wrong with it, and in one line each job that failed and will be tried again. */
export function quietly(): Logger {
  const log = new NestLogger('Jobs')
  return new Logger(() => (level, message) => {
    if (message.startsWith('Runner stopping')) return
    if (message.startsWith('Failed task')) log.warn(message.split('\n')[0])
    else if (level === 'error') log.error(message)
    else if (level === 'warning') log.warn(message)
  })
}
