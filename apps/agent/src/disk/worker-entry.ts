import { AgentError } from './agent-error.js'
import { sourceOf } from './source-of.js'
import { type Progress, type Stage, unpackArchive } from './unpack-archive.js'
import type { FromWorker } from './worker-messages.js'
import { isWorkerTask } from './worker-task.js'

/** The process that unpacks one release and ends. It is started by unpackInChild and by nothing else. */
function answer(message: FromWorker, sent?: () => void): void {
  process.send?.(message, undefined, undefined, sent)
}

process.once('message', (raw) => {
  if (!isWorkerTask(raw)) throw new Error('this program is started by goherd-agent only')
  const { job, source } = raw
  const watch = {
    onProgress: (progress: Progress) => answer({ kind: 'progress', progress }),
    onStage: (stage: Stage) => answer({ kind: 'stage', stage }),
  }
  const end = () => process.disconnect()
  unpackArchive(job, sourceOf(source), watch, new AbortController().signal).then(
    (unpacked) => answer({ kind: 'done', unpacked }, end),
    (error: unknown) => answer({ kind: 'failed', error: AgentError.from(error).toFailure() }, end),
  )
})
// Without its agent nobody waits for the tree, and the next agent cleans up.
process.once('disconnect', () => process.exit())
