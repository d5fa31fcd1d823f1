import { userInfo } from 'node:os'
import { holds } from '@goherd/agent-core'
import type { Maintenance } from '@goherd/protocol'
import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { type Layout, prepareRoot } from '../disk/layout.js'
import { knock } from '../local-door.js'
import { readDuration, readHold, writeHold } from '../maintenance-file.js'
import { sayData } from '../say.js'

interface LockFlags extends CommonFlags {
  readonly reason: string
  readonly for: string
}

/** `lock` and `unlock`: keeps this host as it is for a while. */
export function addLock(program: Command): void {
  command(program, 'lock', 'keep this host as it is for a while: only an emergency rollback changes it')
    .requiredOption('--reason <text>', 'why, in your own words; the server shows it')
    .option('--for <duration>', 'how long: 30m, 2h, 1d; 7d at most', '1h')
    .action((flags: LockFlags) => carryOut(flags, (layout, json) => lockCommand(layout, flags, json)))
  command(program, 'unlock', 'let assignments change this host again').action((flags: CommonFlags) =>
    carryOut(flags, unlockCommand),
  )
}

async function lockCommand(layout: Layout, flags: LockFlags, json: boolean): Promise<void> {
  const now = Date.now()
  const reason = flags.reason.trim().slice(0, 500)
  if (reason === '') throw noReason()
  const hold: Maintenance = {
    reason,
    by: whoAsks(),
    since: new Date(now).toISOString(),
    until: new Date(now + readDuration(flags.for)).toISOString(),
  }
  await prepareRoot(layout)
  await tell(layout, hold)
  sayData(json, hold, `held until ${hold.until}: no assignment changes this host but an emergency rollback`)
}

async function unlockCommand(layout: Layout, json: boolean): Promise<void> {
  await prepareRoot(layout)
  const before = heldBefore(layout)
  await tell(layout, null)
  sayData(
    json,
    { released: before },
    before ? 'released: assignments change this host again' : 'was not held',
  )
}

/** A lock file that cannot be read is one to take away. */
function heldBefore(layout: Layout): boolean {
  try {
    return holds(readHold(layout), Date.now())
  } catch (cause) {
    if (AgentError.from(cause).code === 'maintenance_damaged') return true
    throw cause
  }
}

/** The daemon writes the file itself when one runs, so that it holds from the answer on. */
async function tell(layout: Layout, hold: Maintenance | null): Promise<void> {
  const answer = await knock(layout, { kind: 'hold', hold })
  if (answer === undefined) return writeHold(layout, hold)
  if (answer.kind === 'refused') throw new AgentError(answer.error)
}

/** Who, as this machine knows them: whoever became root is more telling than root. */
function whoAsks(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.SUDO_USER || userInfo().username
}

function noReason(): AgentError {
  return new AgentError({
    code: 'reason_missing',
    message: 'a lock needs a reason: others will see only that',
    hint: 'Say it with --reason "load test until noon".',
  })
}
