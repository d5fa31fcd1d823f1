import type { ObservedState } from '@goherd/model'
import { AgentError } from './disk/agent-error.js'
import type { Layout } from './disk/layout.js'
import { isFolder, look } from './disk/look.js'
import { MemoryFile } from './memory-file.js'
import { perform } from './perform.js'

/**
 * What is on a root now, without taking its lock or changing anything: nothing at all where there is no folder yet. Throws
 * `root_empty` for a folder that is no agent's root.
 */
export async function observeRoot(layout: Layout): Promise<ObservedState> {
  if (look(layout.root) === undefined) return NOTHING
  if (!isFolder(layout.releases)) {
    throw new AgentError({
      code: 'root_empty',
      message: `${layout.root} is not the root of an agent`,
      hint: 'Give the right folder with --root or GOHERD_ROOT, or begin here: goherd-agent install.',
    })
  }
  const { checked } = new MemoryFile(layout).load()
  const nothing = { onProgress: () => undefined, signal: new AbortController().signal }
  const options = { layout, now: Date.now, sourceOf: () => undefined }
  const result = await perform({ kind: 'observe', checked }, options, nothing)
  if (result.kind === 'observe') return result.observed
  throw new Error(`asked for a look, got ${result.kind}`)
}

const NOTHING: ObservedState = {
  link: { kind: 'missing' },
  settings: {},
  goVersion: null,
  bytes: { kind: 'unchecked' },
  proof: null,
  installed: [],
  snapshots: [],
}
