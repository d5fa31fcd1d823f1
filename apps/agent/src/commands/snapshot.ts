import type { Command } from 'commander'
import { changeHere } from '../change-here.js'
import { type CommonFlags, carryOut, command } from '../command.js'
import type { Layout } from '../disk/layout.js'
import { sayData } from '../say.js'

interface SnapshotFlags extends CommonFlags {
  readonly reason: string
}

/** `snapshot`: records what is active now, so that a rollback can come back to it. */
export function addSnapshot(program: Command): void {
  command(program, 'snapshot', 'record what is active now')
    .option('--reason <text>', 'why, in your own words', 'taken by hand')
    .action((flags: SnapshotFlags) =>
      carryOut(flags, (layout, json) => snapshotCommand(layout, flags.reason, json)),
    )
}

async function snapshotCommand(layout: Layout, reason: string, json: boolean): Promise<void> {
  const { snapshot, release } = await changeHere(layout, { kind: 'snapshot', reason: reason.slice(0, 500) })
  sayData(json, { id: snapshot, release }, `${snapshot} records ${release} and its settings`)
}
