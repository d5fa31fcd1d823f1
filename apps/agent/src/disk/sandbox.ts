import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { smallGoRelease, type TarMember, tarOf } from '@goherd/go-archive/tar-maker'
import type { InstalledRelease } from '@goherd/model'
import type { ArchiveRef } from '@goherd/protocol'
import type { ArchiveSource } from './archive-source.js'
import { type InstallOptions, installRelease } from './install-release.js'
import { type Layout, layoutOf, prepareRoot } from './layout.js'

/** A folder of a test's own with an agent's root in it, and things around that nothing may touch. */
export interface Sandbox {
  readonly folder: string
  readonly layout: Layout
  remove(): void
}

/** Makes an empty root in a new folder; below `where` when given. */
export async function sandbox(where = tmpdir()): Promise<Sandbox> {
  const folder = mkdtempSync(join(where, 'goherd-disk-'))
  const layout = layoutOf(join(folder, 'around', 'root'))
  await prepareRoot(layout)
  return { folder, layout, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** An archive made on the fly, and how it is signed. */
export interface MadeArchive {
  readonly bytes: Buffer
  readonly archive: ArchiveRef
}

/** The gzipped archive of these members. */
export function archiveOf(release: string, members: readonly TarMember[]): MadeArchive {
  return signed(release, gzipSync(tarOf(members)))
}

/** Any bytes, signed as the archive of a release. */
export function signed(release: string, bytes: Buffer): MadeArchive {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { bytes, archive: { filename: `${release}.linux-amd64.tar.gz`, sha256, size: bytes.length } }
}

/** A small release whose `go` is a shell script that answers for it. */
export function goodRelease(release: string): MadeArchive {
  return archiveOf(release, smallGoRelease(release, scriptedGo(release)))
}

/** A stand-in for the go command: it knows `version` and "compiles" a program that says its version. */
export function scriptedGo(release: string): string {
  return `#!/bin/sh
case "$1" in
version) echo "go version ${release} linux/amd64" ;;
build) printf '#!/bin/sh\\necho goherd ${release} >&2\\n' > "$3" && chmod +x "$3" ;;
*) exit 2 ;;
esac
`
}

/** Bytes in memory as a source, in chunks of a given size. */
export function memorySource(bytes: Buffer, chunk = 1000): ArchiveSource {
  return {
    open: async (from) => ({ status: 'rest', body: chunksOf(bytes.subarray(from), chunk) }),
  }
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** installRelease with what a test does not care about filled in. */
export function install(
  layout: Layout,
  made: MadeArchive,
  more: Partial<InstallOptions> = {},
): Promise<InstalledRelease> {
  return installRelease({
    layout,
    release: made.archive.filename.split('.linux')[0] ?? '',
    archive: made.archive,
    source: memorySource(made.bytes),
    onProgress: () => undefined,
    onStage: () => undefined,
    signal: new AbortController().signal,
    ...more,
  })
}

/** Everything below a folder, a line for each: kind, mode, size, digest or target, path. Two equal inventories are equal trees. */
export function inventory(folder: string, skip: readonly string[] = []): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (skip.includes(path)) return []
    const found = lstatSync(path)
    const mode = (found.mode & 0o7777).toString(8)
    if (found.isDirectory()) return [`folder ${mode} ${path}`, ...inventory(path, skip)]
    if (found.isSymbolicLink()) return [`link ${readlinkSync(path)} ${path}`]
    if (!found.isFile()) return [`special ${mode} ${path}`]
    return [
      `file ${mode} ${found.size} ${createHash('sha256').update(readFileSync(path)).digest('hex')} ${path}`,
    ]
  })
}
