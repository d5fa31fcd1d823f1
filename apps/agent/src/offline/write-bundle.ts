import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { TAR_END, tarHeader, tarPadding } from '@goherd/go-archive'
import { AgentError } from '../disk/agent-error.js'
import { syncFolder } from '../disk/durable-file.js'
import { BUNDLE_TOP, type BundleHead, HEAD_FILE, MANIFEST_FILE } from './bundle-head.js'

/** What goes into a bundle. */
export interface BundleParts {
  readonly head: BundleHead
  readonly manifest: string
  /** The path of the archive's bytes. */
  readonly archive: string
}

/** Writes a bundle in place of a file, by one rename at the end. Throws AgentError; nothing is left then. */
export async function writeBundle(path: string, parts: BundleParts, signal: AbortSignal): Promise<void> {
  const beside = `${path}.tmp-${process.pid}`
  try {
    await pipeline(membersOf(parts), createWriteStream(beside, { flags: 'wx', mode: 0o644 }), { signal })
    const handle = await open(beside, 'r')
    await handle.sync().finally(() => handle.close())
    await rename(beside, path)
    await syncFolder(dirname(path))
  } catch (cause) {
    await rm(beside, { force: true })
    throw AgentError.from(cause)
  }
}

async function* membersOf({ head, manifest, archive }: BundleParts): AsyncGenerator<Uint8Array> {
  const mtime = Math.floor(Date.parse(head.madeAt) / 1000)
  yield* textMember(HEAD_FILE, `${JSON.stringify(head, null, 2)}\n`, mtime)
  yield* textMember(MANIFEST_FILE, manifest, mtime)
  const { filename, size } = head.archive
  yield tarHeader(`${BUNDLE_TOP}/${filename}`, { kind: 'file', mode: 0o644, size }, mtime)
  yield* createReadStream(archive, { highWaterMark: 1 << 20 })
  yield new Uint8Array(tarPadding(size))
  yield TAR_END
}

function* textMember(name: string, text: string, mtime: number): Generator<Uint8Array> {
  const bytes = Buffer.from(text)
  yield tarHeader(`${BUNDLE_TOP}/${name}`, { kind: 'file', mode: 0o644, size: bytes.length }, mtime)
  yield bytes
  yield new Uint8Array(tarPadding(bytes.length))
}
