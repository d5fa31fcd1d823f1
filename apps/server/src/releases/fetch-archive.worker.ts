import { parentPort, workerData } from 'node:worker_threads'
import { GoherdError } from '../base/errors/index.js'
import type { FetchAnswer } from './archive-fetcher.js'
import { fetchArchive } from './fetch-archive.js'

// The thread of one fetch: hashing and reading take a second of CPU that sockets must not wait for.
async function answer(): Promise<FetchAnswer> {
  try {
    return { kind: 'done', contents: await fetchArchive(workerData) }
  } catch (error) {
    if (!(error instanceof GoherdError)) throw error
    return { kind: 'failed', errorKind: error.kind, failure: error.toFailure() }
  }
}

parentPort?.postMessage(await answer())
