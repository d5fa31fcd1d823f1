import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

/** A source of Go in which two of the releases are bad. */
export interface SpoiledSource {
  readonly folder: string
  /** Installs like any other, but is another release than its name says. */
  readonly liar: string
  /** Answers as it should, but its compiler does not run. */
  readonly broken: string
  remove(): Promise<void>
}

const BLOCK = 512

/**
 * A folder with the real releases of another one, the newest of which has a compiler that does not run, and with one more that says
 * it is a release that it is not.
 */
export async function spoiledSource(source: string): Promise<SpoiledSource> {
  const folder = await mkdtemp(join(tmpdir(), 'goherd-e2e-source-'))
  const archives = (await readdir(source)).filter((name) => /^go1\.\d+\.\d+\.linux-\w+\.tar\.gz$/.test(name))
  const find = (line: string) => archives.find((name) => name.startsWith(`go${line}.`)) ?? ''
  const [good, spoiled] = [find('1.22'), find('1.23')]
  if (good === '' || spoiled === '') throw new Error(`no 1.22 and 1.23 among ${archives.join(', ')}`)
  for (const name of archives) if (name !== spoiled) await symlink(join(source, name), join(folder, name))
  const liar = good.replace(/^go1\.22\.\d+/, (name) => sameLength(name))
  await repack(join(source, spoiled), join(folder, spoiled), withoutCompiler)
  await repack(join(source, good), join(folder, liar), (tar) =>
    renamed(tar, releaseOf(good), releaseOf(liar)),
  )
  await writeIndex(folder)
  return {
    ...{ folder, liar: releaseOf(liar), broken: releaseOf(spoiled) },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

const releaseOf = (archive: string) => archive.replace(/\.linux-.*$/, '')

/** A name of the line 1.24, as long as the old one: nothing in the archive has to move. */
function sameLength(name: string): string {
  return `go1.24.${'1'.repeat(name.length - 'go1.24.'.length)}`
}

async function repack(from: string, to: string, spoil: (tar: Buffer) => void): Promise<void> {
  const tar = gunzipSync(await readFile(from))
  spoil(tar)
  await writeFile(to, gzipSync(tar, { level: 1 }))
}

function renamed(tar: Buffer, from: string, to: string): void {
  const at = bodyOf(tar, /^go\/VERSION$/)
  tar.write(tar.toString('latin1', at, at + BLOCK).replace(from, to), at, 'latin1')
}

/** The file is there, of its size and mode, and the kernel does not know what it is. */
function withoutCompiler(tar: Buffer): void {
  tar.write('not an executable', bodyOf(tar, /^go\/pkg\/tool\/\w+\/compile$/), 'latin1')
}

/** Where the bytes of a member begin. */
function bodyOf(tar: Buffer, path: RegExp): number {
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '')
    if (path.test(name)) return at + BLOCK
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  throw new Error(`nothing in the archive is called ${path}`)
}

/** The official index's form, newest first. */
async function writeIndex(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tar.gz'))
  const releases = names
    .sort()
    .reverse()
    .map(async (filename) => {
      const bytes = await readFile(join(folder, filename))
      const [, version, os, arch] = /^(go1\.\d+\.\d+)\.(\w+)-(\w+)\.tar\.gz$/.exec(filename) ?? []
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return {
        version,
        stable: true,
        files: [{ filename, os, arch, version, sha256, size: bytes.length, kind: 'archive' }],
      }
    })
  await writeFile(join(folder, 'dl.json'), JSON.stringify(await Promise.all(releases)))
}
