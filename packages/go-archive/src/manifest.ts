import { ArchiveError } from './archive-error.js'
import { treePath } from './entry-path.js'

/** The name of the settings file of a Go tree. It changes with the settings, so its bytes are kept in the manifest's head. */
export const GO_ENV_PATH = 'go.env'

/** One file of a tree. */
export interface ManifestFile {
  readonly path: string
  readonly mode: 0o755 | 0o644
  readonly size: number
  /** SHA-256, 64 hex digits. */
  readonly sha256: string
}

/** All files of an installed tree but go.env, and go.env as it was released (null before Go 1.21). */
export interface Manifest {
  readonly release: string
  readonly goEnv: string | null
  readonly files: readonly ManifestFile[]
}

const HEAD = 'goherd-manifest 1'

/**
 * The canonical text of a manifest: a head of three lines, then `mode size sha256 path`, sorted by path. The SHA-256 of these
 * bytes is the tree digest: two trees have the same one exactly when their files have the same paths, modes and contents.
 */
export function renderManifest(manifest: Manifest): string {
  const lines = manifest.files
    .map((file) => ({
      path: file.path,
      line: `${file.mode.toString(8)} ${file.size} ${file.sha256} ${file.path}`,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((file) => file.line)
  return `${[HEAD, `release ${manifest.release}`, `go.env ${JSON.stringify(manifest.goEnv)}`, ...lines].join('\n')}\n`
}

const FILE = /^(755|644) (\d{1,12}) ([0-9a-f]{64}) (.+)$/

/** Reads what renderManifest wrote. Throws `manifest_malformed` for anything else, also when lines are missing at the end. */
export function parseManifest(text: string): Manifest {
  const lines = text.split('\n')
  const [head, release, goEnv, ...rest] = lines
  const name = release?.startsWith('release ') ? release.slice(8) : undefined
  if (
    head !== HEAD ||
    name === undefined ||
    !goEnv?.startsWith('go.env ') ||
    rest.pop() !== '' ||
    rest.length === 0
  ) {
    throw new ArchiveError('manifest_malformed', 'the manifest has no proper head or end')
  }
  let before = ''
  const files = rest.map((line): ManifestFile => {
    const match = FILE.exec(line)
    if (!match?.[3] || !match[4])
      throw new ArchiveError('manifest_malformed', `not a manifest line: ${line.slice(0, 120)}`)
    if (match[4] <= before) throw new ArchiveError('manifest_malformed', 'the manifest is not in order')
    if (!isTreePath(match[4]))
      throw new ArchiveError(
        'manifest_malformed',
        `a path in the manifest leads elsewhere: ${line.slice(0, 120)}`,
      )
    before = match[4]
    return {
      mode: match[1] === '755' ? 0o755 : 0o644,
      size: Number(match[2]),
      sha256: match[3],
      path: match[4],
    }
  })
  return { release: name, goEnv: parseGoEnvField(goEnv.slice(7)), files }
}

function isTreePath(path: string): boolean {
  try {
    return treePath(`go/${path}`) === path
  } catch (cause) {
    if (cause instanceof ArchiveError) return false
    throw cause
  }
}

function parseGoEnvField(json: string): string | null {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  if (typeof value === 'string' || value === null) return value
  throw new ArchiveError('manifest_malformed', 'the go.env line of the manifest is not a JSON string')
}
