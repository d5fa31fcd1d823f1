import { observedRelease } from '@goherd/model'
import { AgentError } from '../disk/agent-error.js'
import { type Layout, treeOf } from '../disk/layout.js'
import { usersOf } from '../disk/processes.js'
import { observeRoot } from '../observe-root.js'
import { megabytes, sayData, table } from '../say.js'

/** `ls`: the releases that are completely on this host. */
export async function lsCommand(layout: Layout, json: boolean): Promise<void> {
  const observed = await observeRoot(layout)
  const current = observedRelease(observed)
  const rows = observed.installed.map(({ release, size, pinned }) => ({
    release,
    current: release === current,
    pinned: pinned ?? false,
    inUse: isInUse(layout, release),
    size,
  }))
  const text =
    rows.length === 0
      ? 'No release is installed. Fetch one: goherd-agent install 1.22'
      : table(
          ['', 'RELEASE', 'SIZE', 'PINNED', 'IN USE'],
          rows.map((r) => [
            r.current ? '→' : '',
            r.release,
            megabytes(r.size),
            r.pinned ? 'pinned' : '',
            r.inUse ? 'in use' : '',
          ]),
        )
  sayData(json, rows, text)
}

function isInUse(layout: Layout, release: string): boolean {
  try {
    return usersOf(treeOf(layout, release)).length > 0
  } catch (cause) {
    throw AgentError.from(cause)
  }
}
