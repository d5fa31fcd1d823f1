import { type DesiredState, type ObservedState, observedRelease } from '@goherd/model'
import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import type { Layout } from '../disk/layout.js'
import { isFolder } from '../disk/look.js'
import { explain, explainedText, survey } from '../effective/index.js'
import { thisMachine } from '../machine/index.js'
import { MemoryFile } from '../memory-file.js'
import { observeRoot } from '../observe-root.js'
import { sayData } from '../say.js'

/** `effective`: what builds on this machine would really run, why, and what puts it right. Ends with 3 where that is drift. */
export function addEffective(program: Command): void {
  command(
    program,
    'effective',
    'what builds here would really run: in each kind of shell and in services, why, and the fix',
  ).action((flags: CommonFlags) => carryOut(flags, effectiveCommand))
}

async function effectiveCommand(layout: Layout, json: boolean): Promise<void> {
  const { effective } = await survey({
    layout,
    port: thisMachine(),
    signal: new AbortController().signal,
  })
  const explained = explain(await activeState(layout), effective)
  sayData(
    json,
    { ...effective, contexts: explained.contexts, drift: explained.reasons },
    explainedText(effective, explained),
  )
  if (explained.reasons.length > 0) process.exitCode = 3
}

/** What is assigned counts; without a server it is what is active. */
async function activeState(layout: Layout): Promise<DesiredState | null> {
  if (!isFolder(layout.releases)) return null
  const { accepted } = new MemoryFile(layout).load()
  if (accepted !== null) return accepted.desired
  const observed: ObservedState = await observeRoot(layout)
  const release = observedRelease(observed)
  return release === null ? null : { release, settings: observed.settings }
}
