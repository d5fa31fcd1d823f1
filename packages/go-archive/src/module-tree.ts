import { GO_ENV_PATH, type Manifest } from './manifest.js'

/*
 * A Go release as a module: `golang.org/toolchain@v0.0.1-go1.22.12.linux-amd64`, the same tree without some folders, with its go.mod
 * files under another name, because a module may hold no other module. Source: Go's cmd/distpack.
 */

/** The module that Go's releases are published as, since Go 1.21. */
export const TOOLCHAIN_MODULE = 'golang.org/toolchain'

/** The module's version of a release for a platform in Go's words (`linux/amd64`). */
export function toolchainVersion(release: string, platform: string): string {
  const [os, arch] = platform.split('/')
  // File names of archives say armv6l where GOARCH is arm.
  return `v0.0.1-${release}.${os}-${arch === 'armv6l' ? 'arm' : arch}`
}

/** The folder that everything in the module's zip lies in. */
export function moduleTop(release: string, platform: string): string {
  return `${TOOLCHAIN_MODULE}@${toolchainVersion(release, platform)}`
}

/** Folders of a release that its module does without. */
const LEFT_OUT = /^(api|doc|misc|test)\//

/** The path of a file of the tree within the module; undefined for a file that the module does not have. */
export function pathInModule(path: string): string | undefined {
  if (LEFT_OUT.test(path)) return undefined
  return path.replace(/(^|\/)go\.mod$/, '$1_go.mod')
}

/** The path that a file of the module has in the tree. */
export function pathInTree(path: string): string {
  return path.replace(/(^|\/)_go\.mod$/, '$1go.mod')
}

/** The mode of a file of a release, by its path alone: zips do not keep it, and the release process sets it by these rules. */
export function releaseMode(path: string): 0o755 | 0o644 {
  const executable =
    /^(bin|pkg\/tool)\/|\.(bash|sh|pl|rc)$/.test(path) || /(^|\/)go_[^/]+_[^/]*_exec$/.test(path)
  return executable ? 0o755 : 0o644
}

/** A file by name and SHA-256 (64 hex digits). */
export interface NamedDigest {
  readonly name: string
  readonly sha256: string
}

/** The files of an installed tree as the module has them. `goEnvDigest` is the SHA-256 of the go.env that was released. */
export function moduleFiles(manifest: Manifest, top: string, goEnvDigest: string | null): NamedDigest[] {
  const files = manifest.files.flatMap(({ path, sha256 }): NamedDigest[] => {
    const inModule = pathInModule(path)
    return inModule === undefined ? [] : [{ name: `${top}/${inModule}`, sha256 }]
  })
  return goEnvDigest === null ? files : [...files, { name: `${top}/${GO_ENV_PATH}`, sha256: goEnvDigest }]
}

/**
 * The text whose SHA-256, in base64 after `h1:`, is the hash of a module in Go's checksum database: a line `digest  name` for each
 * file, sorted by the bytes of the name. Source: golang.org/x/mod/sumdb/dirhash.Hash1.
 */
export function hash1Text(files: readonly NamedDigest[]): string {
  return [...files]
    .sort((a, b) => compareBytes(a.name, b.name))
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .join('')
}

/** By code point, which is the order of the UTF-8 bytes. */
function compareBytes(a: string, b: string): number {
  const left = Array.from(a)
  const right = Array.from(b)
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
