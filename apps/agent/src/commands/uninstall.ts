import type { Command } from 'commander'
import { changeHere } from '../change-here.js'
import { type CommonFlags, carryOut, command } from '../command.js'
import type { Layout } from '../disk/layout.js'
import { observeRoot } from '../observe-root.js'
import { megabytes, sayData } from '../say.js'
import { chooseExactly } from './use.js'

/** `uninstall RELEASE`: removes a release that nothing here needs. */
export function addUninstall(program: Command): void {
  command(program, 'uninstall <release>', 'remove a release that nothing here needs').action(
    (release: string, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => uninstallCommand(layout, release, json)),
  )
}

async function uninstallCommand(layout: Layout, asked: string, json: boolean): Promise<void> {
  const { installed } = await observeRoot(layout)
  const release = chooseExactly(
    asked,
    installed.map((r) => r.release),
  )
  const { freed } = await changeHere(layout, { kind: 'uninstall', release })
  sayData(json, { release, freed }, `${release} is gone; ${megabytes(freed ?? 0)} are free again`)
}
