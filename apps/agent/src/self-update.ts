import { httpSource } from './disk/http-source.js'
import type { Log } from './log.js'
import type { Runner } from './runner.js'
import { isSettled, ownInstallation, Updater, wantedAgent } from './update/index.js'
import { AGENT_VERSION } from './version.js'

/** What the daemon gives to the part of it that replaces the agent itself. */
export interface SelfUpdateOptions {
  readonly runner: Runner
  /** Origin of the server that has the bundles; their digest makes them genuine, not their address. */
  readonly server: string
  restart(): void
  readonly log: Log
}

/** The updater of this agent. */
export function selfUpdate({ runner, server, restart, log }: SelfUpdateOptions): Updater {
  return new Updater({
    installation: ownInstallation(),
    own: AGENT_VERSION,
    wanted: () => wantedAgent(runner.state.memory),
    settled: () => isSettled(runner.state),
    sourceOf: ({ sha256, filename }) => httpSource({ url: `${server}/agent/dl/${sha256}/${filename}` }),
    note: (message, error) => runner.dispatch({ kind: 'noted', message, error }),
    restart,
    log,
  })
}
