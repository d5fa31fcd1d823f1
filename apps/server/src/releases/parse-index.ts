import { releaseName } from '@goherd/protocol'
import { z } from 'zod'
import { GoherdError } from '../base/errors/index.js'

/** An archive of a release for one platform. */
export interface IndexedArchive {
  readonly filename: string
  /** `linux/amd64`, in the words of GOOS and GOARCH. */
  readonly platform: string
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

/** A release as an index lists it. */
export interface IndexedRelease {
  readonly name: string
  readonly stable: boolean
  readonly archives: readonly IndexedArchive[]
}

const file = z.object({
  filename: z.string().max(256),
  os: z.string().max(32),
  arch: z.string().max(32),
  sha256: z.string().regex(/^([0-9a-f]{64})?$/),
  size: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  kind: z.string().max(32),
})
const index = z.array(
  z.object({ version: z.string().max(64), stable: z.boolean(), files: z.array(file).max(500) }),
)
type IndexFile = z.infer<typeof file>

const ARCHIVE_NAME = /^go[0-9a-z._-]+\.(tar\.gz|zip)$/
const WORD = /^[a-z0-9]+$/

/**
 * Reads an index in the official download site's format. Archives for hosts are kept; installers, sources, the bootstrap
 * toolchain, and files without digest or size are left out, and so are releases that then have no archive.
 * @throws GoherdError of kind `upstream`: source_answers_html, index_malformed, index_empty
 */
export function parseIndex(text: string): IndexedRelease[] {
  if (/^\s*</.test(text)) throw answersHtml('the index')
  const parsed = index.safeParse(parseJson(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw malformed(`${issue?.path.join('.') || 'the whole'}: ${issue?.message}`)
  }
  refuseTwice(parsed.data.map((release) => release.version))
  refuseTwice(parsed.data.flatMap((release) => release.files.map(({ filename }) => filename)))
  const releases = parsed.data.flatMap(({ version, stable, files }): IndexedRelease[] => {
    const archives = archivesOf(version, files)
    return releaseName.safeParse(version).success && archives.length > 0
      ? [{ name: version, stable, archives }]
      : []
  })
  if (releases.length > 0) return releases
  throw new GoherdError('upstream', 'index_empty', {
    message: 'the index lists no release with an archive, a size and a digest',
    hint: 'Point GOHERD_GO_SOURCE at a complete mirror of go.dev/dl, or at a folder with dl.json and the archives.',
  })
}

/** The error for a page where data was asked. Sign-in pages and proxies answer so, with status 200. */
export function answersHtml(what: string): GoherdError {
  return new GoherdError('upstream', 'source_answers_html', {
    message: `the Go source answers an HTML page where ${what} was asked`,
    hint: 'Open the URL in GOHERD_GO_SOURCE in a browser: a sign-in page, a proxy, or a directory listing may be in between.',
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw malformed('it is not JSON', cause)
  }
}

function malformed(why: string, cause?: unknown): GoherdError {
  return new GoherdError('upstream', 'index_malformed', {
    message: `the index of the Go source is malformed: ${why}`,
    hint: 'Compare it with https://go.dev/dl/?mode=json&include=all, whose format it must have.',
    cause,
  })
}

function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw malformed(`${name} is listed twice`)
    seen.add(name)
  }
}

function archivesOf(version: string, files: readonly IndexFile[]): IndexedArchive[] {
  const byPlatform = new Map<string, IndexedArchive>()
  for (const entry of files) {
    if (!isHostArchive(entry)) continue
    if (!ARCHIVE_NAME.test(entry.filename)) throw malformed(`not an archive's name: ${entry.filename}`)
    const { filename, sha256, size } = entry
    const platform = platformOf(entry)
    // Some old releases have one archive per macOS version besides or instead of the plain one; the plain one is preferred.
    const plain = `${version}.${entry.os}-${entry.arch}.`
    if (byPlatform.has(platform) && !filename.startsWith(plain)) continue
    byPlatform.set(platform, { filename, platform, sha256, size })
  }
  return [...byPlatform.values()]
}

function isHostArchive({ kind, os, arch, sha256, size }: IndexFile): boolean {
  return (
    kind === 'archive' &&
    WORD.test(os) &&
    WORD.test(arch) &&
    arch !== 'bootstrap' &&
    sha256 !== '' &&
    size > 0
  )
}

/** File names say `armv6l` where GOARCH is `arm`. */
function platformOf({ os, arch }: IndexFile): string {
  return `${os}/${arch === 'armv6l' ? 'arm' : arch}`
}
