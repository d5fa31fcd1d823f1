import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { archivesIn, writeCatalogue } from './catalogue.mjs'
import { listDebianTree } from './debian-tree.mjs'
import { pack } from './pack.mjs'

const deep = `src/${'folder/'.repeat(14)}a_file_whose_path_is_longer_than_one_hundred_bytes.go`
/** @type {string} */
let work

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'goherd-repackage-'))
})
afterEach(() => rmSync(work, { recursive: true, force: true }))

/** @param {string} path @param {string} text @param {number} [mode] */
function put(path, text, mode = 0o644) {
  mkdirSync(join(work, dirname(path)), { recursive: true })
  writeFileSync(join(work, path), text, { mode })
}

/** The way Debian lays out one Go. */
function debianTree() {
  put('usr/lib/go-1.22/VERSION', 'go1.22.12\ntime 2025-02-04T00:00:00Z\n')
  put('usr/lib/go-1.22/bin/go', 'binary', 0o755)
  put('usr/lib/go-1.22/pkg/tool/compile', 'tool', 0o755)
  put(`usr/share/go-1.22/${deep}`, 'package deep')
  put('usr/share/go-1.22/pkg/include/funcdata.h', '// header')
  put('usr/share/go-1.22/test/Þfoo.go', 'package foo')
  put('usr/share/doc/fmt.go', 'package fmt')
  symlinkSync('../../share/go-1.22/src', join(work, 'usr/lib/go-1.22/src'))
  symlinkSync('/usr/share/go-1.22/pkg/include', join(work, 'usr/lib/go-1.22/pkg/include'))
  symlinkSync('../doc/fmt.go', join(work, 'usr/share/go-1.22/fmt.go'))
}

describe('a Go tree of Debian packages', () => {
  it('is listed as the official archives have it, every link followed', () => {
    debianTree()
    const { version, entries } = listDebianTree(work, '1.22')
    expect(version).toBe('go1.22.12')
    const names = entries.map((entry) => entry.name)
    expect(names[0]).toBe('go')
    expect(names).toEqual([...names].sort())
    expect(names).toEqual(
      expect.arrayContaining([`go/${deep}`, 'go/pkg/include/funcdata.h', 'go/fmt.go', 'go/bin/go']),
    )
    expect(new Set(entries.map((entry) => entry.kind))).toEqual(new Set(['file', 'folder']))
  })

  it('packs into an archive that tar reads back byte for byte, and the same one every time', async () => {
    debianTree()
    const { entries } = listDebianTree(work, '1.22')
    for (const name of ['one.tar', 'two.tar']) {
      const out = createWriteStream(join(work, name))
      await Promise.all([pack(entries, out), once(out, 'close')])
    }
    expect(readFileSync(join(work, 'one.tar')).equals(readFileSync(join(work, 'two.tar')))).toBe(true)
    mkdirSync(join(work, 'out'))
    execFileSync('tar', ['-xf', join(work, 'one.tar'), '-C', join(work, 'out')])
    expect(readFileSync(join(work, 'out/go', deep), 'utf8')).toBe('package deep')
    expect(readFileSync(join(work, 'out/go/test/Þfoo.go'), 'utf8')).toBe('package foo')
    const modes = execFileSync('tar', ['-tvf', join(work, 'one.tar')], { encoding: 'utf8' })
    expect(modes).toMatch(/-rwxr-xr-x 0\/0 +6 .* go\/bin\/go$/m)
    expect(modes).toMatch(/-rw-r--r-- 0\/0 .* go\/VERSION$/m)
  })
})

describe('writeCatalogue', () => {
  it('describes what is complete, newest first, and skips what has no digest', () => {
    for (const version of ['go1.21.13', 'go1.22.9', 'go1.22.12']) {
      put(`${version}.linux-amd64.tar.gz`, version)
      put(`${version}.linux-amd64.tar.gz.sha256`, createHash('sha256').update(version).digest('hex'))
    }
    put('go1.23.5.linux-amd64.tar.gz', 'no digest beside it')
    put('go1.24.0.linux-amd64.tar.gz.4711.part', 'cut off')
    expect(writeCatalogue(work).map((release) => release.version)).toEqual([
      'go1.22.12',
      'go1.22.9',
      'go1.21.13',
    ])
    const [newest] = JSON.parse(readFileSync(join(work, 'dl.json'), 'utf8'))
    const filename = 'go1.22.12.linux-amd64.tar.gz'
    const sha256 = createHash('sha256').update('go1.22.12').digest('hex')
    const file = {
      filename,
      os: 'linux',
      arch: 'amd64',
      version: 'go1.22.12',
      sha256,
      size: 9,
      kind: 'archive',
    }
    expect(newest).toEqual({ version: 'go1.22.12', stable: true, files: [file] })
    expect(archivesIn(join(work, 'nowhere'))).toEqual([])
  })
})
