import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { type Layout, prepareRoot } from '../disk/layout.js'
import { readPins, setPinned } from '../disk/pins.js'
import { observeRoot } from '../observe-root.js'
import { sayData } from '../say.js'
import { chooseExactly } from './use.js'

/** `pin RELEASE` and `unpin RELEASE`: what is pinned is removed by nobody. */
export function addPin(program: Command): void {
  command(program, 'pin <release>', 'keep a release, whatever is cleared away').action(
    (release: string, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => pinCommand(layout, release, true, json)),
  )
  command(program, 'unpin <release>', 'let a release go when it is not needed').action(
    (release: string, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => pinCommand(layout, release, false, json)),
  )
}

async function pinCommand(layout: Layout, asked: string, pinned: boolean, json: boolean): Promise<void> {
  await prepareRoot(layout)
  const { installed } = await observeRoot(layout)
  const here = installed.map((r) => r.release)
  const release = chooseExactly(asked, pinned ? here : [...new Set([...here, ...readPins(layout)])])
  const changed = await setPinned(layout, release, pinned)
  const state = pinned ? 'pinned: retention and uninstall leave it alone' : 'not pinned any more'
  sayData(json, { release, pinned, changed }, `${release} is ${state}`)
}
