import { observedRelease } from '@goherd/model'
import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { type Layout, treeOf } from '../disk/layout.js'
import { observeRoot } from '../observe-root.js'
import { sayData } from '../say.js'
import { settingsLine, shownSettings } from './shown-settings.js'

/** `current`: what is active. */
export function addCurrent(program: Command): void {
  command(program, 'current', 'the release that is active, its settings and the newest snapshot').action(
    (flags: CommonFlags) => carryOut(flags, currentCommand),
  )
}

async function currentCommand(layout: Layout, json: boolean): Promise<void> {
  const observed = await observeRoot(layout)
  const release = observedRelease(observed)
  const settings = shownSettings(observed.settings, false)
  const snapshot = observed.snapshots[0]?.id ?? null
  const path = release === null ? null : treeOf(layout, release)
  const lines = [
    release ?? describeNothing(observed.link),
    ...(path === null ? [] : [`path      ${path}`]),
    ...(Object.keys(settings).length === 0 ? [] : [`settings  ${settingsLine(settings)}`]),
    ...(snapshot === null ? [] : [`snapshot  ${snapshot}`]),
  ]
  sayData(json, { release, path, settings, snapshot }, lines.join('\n'))
}

function describeNothing(link: Awaited<ReturnType<typeof observeRoot>>['link']): string {
  switch (link.kind) {
    case 'managed':
    case 'missing':
      return 'No release is active. Fetch one: goherd-agent install 1.22'
    case 'foreign':
      return `No release of Goherd is active: current leads to ${link.target}, which it did not install`
    case 'dangling':
      return `No release is active: current leads to ${link.target}, which is not complete`
    case 'not-a-link':
      return 'No release is active: current is not a link'
  }
}
