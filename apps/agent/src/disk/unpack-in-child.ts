import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AgentError } from './agent-error.js'
import type { SourceSpec } from './archive-source.js'
import type { Unpacked, UnpackJob, UnpackWatch } from './unpack-archive.js'
import { fromWorker } from './worker-messages.js'
import type { WorkerTask } from './worker-task.js'

/** The worker's bundle lies beside the agent's. Where there is none (run from source), work is done in this process. */
const WORKER = new URL('./unpack-worker.mjs', import.meta.url)

/** Whether this build has a worker to start. */
export function hasWorker(): boolean {
  return existsSync(WORKER)
}

/**
 * unpackArchive in a process of its own, which is gone afterwards with all the memory it took. It ends with this process, and
 * is killed when the signal aborts. Throws AgentError; `worker_died` when it ended without an answer.
 */
export function unpackInChild(
  job: UnpackJob,
  source: SourceSpec,
  watch: UnpackWatch,
  signal: AbortSignal,
): Promise<Unpacked> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(WORKER), [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    })
    let stderr = ''
    const stop = () => child.kill('SIGKILL')
    let answer: (() => void) | undefined
    child.stderr?.on('data', (text: Buffer) => {
      stderr = (stderr + text.toString()).slice(-4000)
    })
    child.on('message', (raw) => {
      const message = fromWorker.parse(raw)
      if (message.kind === 'progress') watch.onProgress(message.progress)
      else if (message.kind === 'stage') watch.onStage(message.stage)
      else if (message.kind === 'done') answer = () => resolve(message.unpacked)
      else answer = () => reject(new AgentError(message.error))
    })
    child.on('error', (cause) => reject(AgentError.from(cause)))
    child.on('close', (status, killedBy) => {
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(AgentError.from(signal.reason))
      else if (answer) answer()
      else reject(died(killedBy ?? `status ${status}`, stderr))
    })
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    else child.send({ job, source } satisfies WorkerTask)
  })
}

function died(how: string, stderr: string): AgentError {
  return new AgentError({
    code: 'worker_died',
    message: `the process that unpacks releases ended with ${how}`,
    hint: 'If it was killed for memory, give this machine or the agent’s service more of it. It is tried again by itself.',
    ...(stderr === '' ? {} : { cause: new Error(stderr) }),
  })
}
