import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

/** A file of an archive: path below the archive's root, and what is in it. */
export interface TinyFile {
  readonly path: string
  readonly text: string
  readonly mode?: number
  /** Tar's type flag; a regular file by default. */
  readonly type?: string
}

/** An archive for a test's Go site. */
export interface TinyArchive {
  readonly release: string
  readonly filename: string
  readonly platform: string
  readonly bytes: Buffer
  readonly sha256: string
}

/** A release of a few hundred bytes, in the form of a real one. */
export function tinyRelease(
  release: string,
  platform = 'linux/amd64',
  files?: readonly TinyFile[],
): TinyArchive {
  const tree = files ?? [
    { path: 'go/VERSION', text: `${release}\ntime 2025-02-04T00:00:00Z\n` },
    { path: 'go/bin/go', text: `#!/bin/sh\necho go version ${release} ${platform}\n`, mode: 0o755 },
    { path: 'go/go.env', text: 'GOPROXY=https://proxy.golang.org,direct\n' },
  ]
  const filename = `${release}.${platform.replace('/', '-')}.tar.gz`
  return asArchive(release, platform, filename, gzipSync(tarOf(tree)))
}

/** Any bytes as the archive of a release. */
export function asArchive(release: string, platform: string, filename: string, bytes: Buffer): TinyArchive {
  return { release, filename, platform, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** The index that lists the archives, in the order given. */
export function indexOf(archives: readonly TinyArchive[]): string {
  const names = [...new Set(archives.map((archive) => archive.release))]
  return JSON.stringify(
    names.map((version) => ({
      version,
      stable: !/rc|beta/.test(version),
      files: archives
        .filter((archive) => archive.release === version)
        .map(({ filename, platform, bytes, sha256 }) => {
          const [os, arch] = platform.split('/')
          return { filename, os, arch, version, sha256, size: bytes.length, kind: 'archive' }
        }),
    })),
  )
}

function tarOf(files: readonly TinyFile[]): Buffer {
  return Buffer.concat([...files.map(entryOf), Buffer.alloc(1024)])
}

function entryOf({ path, text, mode = 0o644, type = '0' }: TinyFile): Buffer {
  const header = Buffer.alloc(512)
  header.write(path, 0)
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100)
  header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write(' '.repeat(8), 148)
  header.write(type, 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)])
}
