import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type Manifest, parseManifest, TarReader, type TreeEntry, type TreeSink } from '@goherd/go-archive'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'
import {
  BUNDLE_TOP,
  type BundleHead,
  bundleHead,
  HEAD_FILE,
  MANIFEST_FILE,
  MAX_HEAD,
  MAX_MANIFEST,
} from './bundle-head.js'

const LIMITS = { totalSize: 900_000_000, fileSize: 800_000_000, entries: 8 }

/** A bundle whose digests are those that it says. */
export interface ReadBundle {
  readonly head: BundleHead
  readonly manifest: Manifest
}

/**
 * Reads a bundle from its first byte to its last and compares all its digests; `take` gets the bytes of the archive as they go by.
 * Throws AgentError: `bundle_malformed`, the codes of ArchiveError, or what `take` throws. Nothing is written here.
 */
export async function readBundle(
  path: string,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => void = () => undefined,
): Promise<ReadBundle> {
  const sink = new BundleSink(take)
  const reader = new TarReader(sink, LIMITS, BUNDLE_TOP)
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) reader.push(chunk)
    reader.finish()
    return sink.result()
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') throw missing(path, cause)
    throw AgentError.from(cause)
  }
}

/** Exactly three files, in their order, each within its cap. */
class BundleSink implements TreeSink {
  readonly #take: (chunk: Uint8Array) => void
  readonly #digest = createHash('sha256')
  readonly #texts: Record<'head' | 'manifest', Buffer[]> = { head: [], manifest: [] }
  #head: BundleHead | undefined
  #part: 'none' | 'head' | 'manifest' | 'archive' = 'none'

  constructor(take: (chunk: Uint8Array) => void) {
    this.#take = take
  }

  entry(entry: TreeEntry): void {
    const part = this.#partOf(entry)
    if (part === undefined) throw malformed(`${entry.path || BUNDLE_TOP} does not belong there`)
    this.#part = part
  }

  data(chunk: Uint8Array): void {
    if (this.#part === 'archive') {
      this.#digest.update(chunk)
      this.#take(chunk)
    } else if (this.#part !== 'none') this.#texts[this.#part].push(Buffer.from(chunk))
  }

  end(): void {
    if (this.#part === 'head') this.#head = parseHead(Buffer.concat(this.#texts.head).toString('utf8'))
  }

  result(): ReadBundle {
    const head = this.#head
    if (head === undefined || this.#part !== 'archive') throw malformed('it lacks a part')
    const text = Buffer.concat(this.#texts.manifest)
    if (createHash('sha256').update(text).digest('hex') !== head.archive.treeDigest)
      throw malformed('its manifest is not the one that it says')
    const manifest = parseManifest(text.toString('utf8'))
    if (manifest.release !== head.release) throw malformed('its manifest is of another release')
    if (this.#digest.digest('hex') !== head.archive.sha256)
      throw malformed('its archive is not the one that it says')
    return { head, manifest }
  }

  /** What may come next; undefined for anything else. */
  #partOf({ kind, path, size }: TreeEntry): 'head' | 'manifest' | 'archive' | undefined {
    if (kind !== 'file') return undefined
    if (this.#part === 'none') return path === HEAD_FILE && size <= MAX_HEAD ? 'head' : undefined
    if (this.#part === 'head') return path === MANIFEST_FILE && size <= MAX_MANIFEST ? 'manifest' : undefined
    const archive = this.#head?.archive
    const isArchive = this.#part === 'manifest' && path === archive?.filename && size === archive.size
    return isArchive ? 'archive' : undefined
  }
}

function parseHead(text: string): BundleHead {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw malformed('its head is no JSON')
  }
  const parsed = bundleHead.safeParse(json)
  if (parsed.success) return parsed.data
  throw malformed(`its head is not right (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
}

function malformed(what: string): AgentError {
  return new AgentError({
    code: 'bundle_malformed',
    message: `this is no bundle of Goherd, or a damaged one: ${what}`,
    hint: 'Nothing was installed. Make it again with goherd-agent export, and compare its SHA-256 after copying.',
  })
}

function missing(path: string, cause: unknown): AgentError {
  return new AgentError({
    code: 'bundle_missing',
    message: `${path} is not there`,
    hint: 'Give the path of a file that goherd-agent export made.',
    cause,
  })
}
