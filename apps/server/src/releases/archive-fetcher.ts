import { Worker } from 'node:worker_threads'
import type { Failure } from '@goherd/protocol'
import { Injectable, type OnModuleDestroy } from '@nestjs/common'
import { type ErrorKind, GoherdError } from '../base/errors/index.js'
import type { ArchiveContents, FetchJob } from './fetch-archive.js'

/** What the worker thread answers. */
export type FetchAnswer =
  | { readonly kind: 'done'; readonly contents: ArchiveContents }
  | { readonly kind: 'failed'; readonly errorKind: ErrorKind; readonly failure: Failure }

// A worker thread runs compiled code only; tests run this file from its source.
const WORKER = new URL(
  import.meta.url.endsWith('.ts')
    ? '../../dist/releases/fetch-archive.worker.js'
    : './fetch-archive.worker.js',
  import.meta.url,
)

/** Fetches archives, each in a thread of its own. */
@Injectable()
export class ArchiveFetcher implements OnModuleDestroy {
  readonly #workers = new Set<Worker>()

  /**
   * @throws GoherdError as fetchArchive does; `fetch_stopped` when the server stops meanwhile. What a stopped fetch wrote
   * is left at its `part`.
   */
  async run(job: FetchJob): Promise<ArchiveContents> {
    const worker = new Worker(WORKER, { workerData: job })
    this.#workers.add(worker)
    try {
      const answer = await this.#answer(worker)
      if (answer.kind === 'done') return answer.contents
      const { code, message, hint, cause } = answer.failure
      throw new GoherdError(answer.errorKind, code, {
        message,
        hint,
        ...(cause ? { cause: new Error(cause) } : {}),
      })
    } finally {
      this.#workers.delete(worker)
      await worker.terminate()
    }
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.terminate()))
  }

  #answer(worker: Worker): Promise<FetchAnswer> {
    return new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () =>
        reject(
          new GoherdError('unavailable', 'fetch_stopped', {
            message: 'the server stopped before the archive was there',
            hint: 'Try again when the server is back.',
          }),
        ),
      )
    })
  }
}
