import { startDaemon } from '../daemon.js'
import type { Layout } from '../disk/layout.js'
import { stderrLog } from '../log.js'
import { AGENT_VERSION } from '../version.js'

/** The exit code that asks the service for a start; sysexits calls it EX_TEMPFAIL. */
const RESTART = 75

export interface RunFlags {
  readonly checkUser?: string
}

/** `run`: the daemon. Returns after SIGTERM or SIGINT, when the change that was under way is safe. */
export async function runCommand(layout: Layout, { checkUser }: RunFlags, json: boolean): Promise<void> {
  const log = stderrLog(json ? 'json' : 'lines')
  // Listened for before the start, so that a signal that comes early ends the daemon in good order as well.
  const signal = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  const daemon = await startDaemon({ layout, log, checkUser })
  log.info(`goherd-agent ${AGENT_VERSION} runs as ${daemon.identity.name}`, { root: layout.root })
  const why = await Promise.race([signal, daemon.restart])
  log.info(why === 'update' ? 'ending, so that the service starts another version' : `stopping on ${why}`)
  await daemon.stop()
  if (why === 'update') process.exitCode = RESTART
  log.info('stopped')
}
