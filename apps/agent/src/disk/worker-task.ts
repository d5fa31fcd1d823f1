import type { SourceSpec } from './archive-source.js'
import type { UnpackJob } from './unpack-archive.js'

/** What the unpacking process is told, once. */
export interface WorkerTask {
  readonly job: UnpackJob
  readonly source: SourceSpec
}

/**
 * Tells the task from a message that is none. Both ends are of one build, and loading schemas to look closer would take as long
 * as starting Node once more.
 */
export function isWorkerTask(message: unknown): message is WorkerTask {
  return typeof message === 'object' && message !== null && 'job' in message && 'source' in message
}
