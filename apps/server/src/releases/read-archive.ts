import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import {
  ArchiveError,
  GO_ENV_PATH,
  type ManifestFile,
  renderManifest,
  TarReader,
  type TreeEntry,
  type TreeSink,
} from '@goherd/go-archive'
import { GoherdError } from '../base/errors/index.js'

const CHUNK = 1 << 18

/** What a release's tree is, known from reading its archive. */
export interface ReadTree {
  /** SHA-256 of the tree's manifest. */
  readonly treeDigest: string
  /** The text of go.env as released; null before Go 1.21. */
  readonly goEnv: string | null
}

/**
 * Reads a release's `tar.gz` from the first byte to the last without writing anything.
 * @throws GoherdError of kind `upstream`: `archive_wrong_release`, `archive_malformed` and the other codes of ArchiveError
 */
export async function readArchive(path: string, release: string): Promise<ReadTree> {
  const sink = new DigestSink()
  const reader = new TarReader(sink)
  try {
    for await (const chunk of gunzipped(path)) reader.push(chunk)
    reader.finish()
  } catch (error) {
    throw archiveFailure(release, error)
  }
  const version = sink.text('VERSION')?.split('\n')[0]
  if (version !== undefined && version !== release) {
    throw new GoherdError('upstream', 'archive_wrong_release', {
      message: `the archive that is listed as ${release} holds ${JSON.stringify(version.slice(0, 64))}`,
      hint: 'The mirror mixes releases up: repair its dl.json, or use another source.',
    })
  }
  const goEnv = sink.text(GO_ENV_PATH) ?? null
  const manifest = renderManifest({ release, goEnv, files: sink.files })
  return { treeDigest: createHash('sha256').update(manifest).digest('hex'), goEnv }
}

async function* gunzipped(path: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(path, { highWaterMark: CHUNK })
  const gunzip = createGunzip({ chunkSize: CHUNK })
  packed.once('error', (error) => gunzip.destroy(error))
  try {
    yield* packed.pipe(gunzip)
  } finally {
    packed.destroy()
    gunzip.destroy()
  }
}

function archiveFailure(release: string, error: unknown): unknown {
  if (error instanceof ArchiveError) {
    const { code, message, hint } = error
    return new GoherdError('upstream', code, { message: `${release}: ${message}`, hint, cause: error })
  }
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
    return new GoherdError('upstream', 'archive_malformed', {
      message: `${release}: the archive is not proper gzip`,
      hint: 'The mirror holds a broken copy: replace it, or use another source.',
      cause: error,
    })
  }
  return error
}

/** Files whose text is wanted, and which are small in every release. */
const TEXTS = new Set([GO_ENV_PATH, 'VERSION'])
const MAX_TEXT = 65_536

/** Hashes each file of a tree. */
class DigestSink implements TreeSink {
  readonly files: ManifestFile[] = []
  readonly #texts = new Map<string, Buffer[]>()
  #open: { readonly entry: TreeEntry; readonly hash: Hash; readonly text: Buffer[] | undefined } | undefined

  entry(entry: TreeEntry): void {
    if (entry.kind === 'folder') return
    const wanted = TEXTS.has(entry.path)
    if (wanted && entry.size > MAX_TEXT) {
      throw new ArchiveError('archive_too_large', `${entry.path} has ${entry.size} bytes`)
    }
    this.#open = { entry, hash: createHash('sha256'), text: wanted ? [] : undefined }
  }

  data(chunk: Uint8Array): void {
    this.#open?.hash.update(chunk)
    this.#open?.text?.push(Buffer.from(chunk))
  }

  end(): void {
    if (!this.#open) return
    const { entry, hash, text } = this.#open
    this.#open = undefined
    if (text) this.#texts.set(entry.path, text)
    if (entry.path === GO_ENV_PATH) return
    const { path, mode, size } = entry
    this.files.push({ path, mode, size, sha256: hash.digest('hex') })
  }

  text(path: string): string | undefined {
    const chunks = this.#texts.get(path)
    return chunks && Buffer.concat(chunks).toString('utf8')
  }
}
