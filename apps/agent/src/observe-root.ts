import type { ObservedState } from '@goherd/model'
import { AgentError } from './disk/agent-error.js'
import { type Layout } from './disk/layout.js'
import { isFolder } from './disk/look.js'
import { MemoryFile } from './memory-file.js'
import { perform } from './perform.js'

/** What is on a root now, without taking its lock or changing anything. Throws `root_empty` where there is no agent's root. */
export async function observeRoot(layout: Layout): Promise<ObservedState> {
  if (!isFolder(layout.releases)) {
    throw new AgentError({
      code: 'root_empty',
      message: `${layout.root} is not the root of an agent`,
      hint: 'Give the right folder with --root or GOHERD_ROOT, or enroll this one: goherd-agent enroll.',
    })
  }
  const { checked } = new MemoryFile(layout).load()
  const nothing = { onProgress: () => undefined, signal: new AbortController().signal }
  const options = { layout, now: Date.now, sourceOf: () => undefined }
  const result = await perform({ kind: 'observe', checked }, options, nothing)
  if (result.kind === 'observe') return result.observed
  throw new Error(`asked for a look, got ${result.kind}`)
}
