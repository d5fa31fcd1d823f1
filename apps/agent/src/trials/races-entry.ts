import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'
import { layoutOf } from '../disk/layout.js'
import { lockRoot } from '../disk/lock.js'

/** An agent that races for a root each time it is told to, and writes alone while it has it: `written`, `locked` or `double`. */
const layout = layoutOf(process.argv[2] ?? '')
const alone = join(layout.state, 'writing')

async function race(): Promise<string> {
  try {
    const lock = await lockRoot(layout)
    const outcome = await write()
    await lock.release()
    return outcome
  } catch (thrown) {
    const { code, message } = AgentError.from(thrown)
    return code === 'root_locked' ? 'locked' : message
  }
}

async function write(): Promise<string> {
  try {
    closeSync(openSync(alone, 'wx'))
  } catch (cause) {
    return errnoOf(cause) === 'EEXIST' ? 'double' : 'failed'
  }
  await pause(1)
  rmSync(alone)
  return 'written'
}

process.stdin.on('data', () => void race().then((outcome) => process.stdout.write(`${outcome}\n`)))
process.stdin.on('end', () => process.exit())
process.stdout.write('ready\n')
