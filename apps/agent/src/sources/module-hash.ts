import { createHash, type Hash } from 'node:crypto'
import { open } from 'node:fs/promises'
import {
  hash1Text,
  type Manifest,
  moduleFiles,
  moduleTop,
  type NamedDigest,
  type TreeSink,
  ZipReader,
} from '@goherd/go-archive'
import { AgentError } from '../disk/agent-error.js'
import { Inflater } from '../disk/inflater.js'
import { readAt, readTail } from '../disk/unpack-zip.js'

const CHUNK = 1 << 20

/** What reading a module's zip from the first byte to the last came to. */
export interface HashedModule {
  /** Of the zip itself, 64 hex digits. */
  readonly sha256: string
  /** `h1:` of the files in it, as Go's checksum database has it. */
  readonly h1: string
}

/** Hashes the zip of a release as a module, without writing anything. Throws AgentError for whatever is no such zip. */
export async function hashModuleZip(
  path: string,
  o: { readonly release: string; readonly platform: string; readonly signal: AbortSignal },
): Promise<HashedModule> {
  const file = await open(path, 'r')
  const sink = new DigestSink()
  const inflater = new Inflater(sink)
  try {
    const { size } = await file.stat()
    const reader = new ZipReader(await readTail(file, size), size, { top: moduleTop(o.release, o.platform) })
    const whole = createHash('sha256')
    const files: NamedDigest[] = []
    for (let at = 0; at < size; ) {
      o.signal.throwIfAborted()
      const chunk = await readAt(file, at, Math.min(CHUNK, size - at))
      whole.update(chunk)
      for (const part of reader.read(chunk)) {
        await inflater.take(part)
        if (part.kind === 'end') files.push({ name: part.member.name, sha256: sink.digest() })
      }
      at += chunk.length
    }
    reader.finish()
    return { sha256: whole.digest('hex'), h1: hash1(files) }
  } catch (cause) {
    throw AgentError.from(cause)
  } finally {
    inflater.abandon()
    await file.close()
  }
}

/** The `h1:` that the tree of a manifest would have as a module. */
export function hashOfTree(manifest: Manifest, platform: string): string {
  const { release, goEnv } = manifest
  const digest = goEnv === null ? null : createHash('sha256').update(goEnv).digest('hex')
  return hash1(moduleFiles(manifest, moduleTop(release, platform), digest))
}

function hash1(files: readonly NamedDigest[]): string {
  return `h1:${createHash('sha256').update(hash1Text(files)).digest('base64')}`
}

/** Hashes one file after another. */
class DigestSink implements TreeSink {
  #hash: Hash = createHash('sha256')

  entry(): void {
    this.#hash = createHash('sha256')
  }

  data(chunk: Uint8Array): void {
    this.#hash.update(chunk)
  }

  end(): void {}

  /** Of the file that ended last. */
  digest(): string {
    return this.#hash.digest('hex')
  }
}
