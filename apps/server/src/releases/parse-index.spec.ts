import { describe, expect, it } from 'vitest'
import { GoherdError } from '../base/errors/index.js'
import { parseIndex } from './parse-index.js'

const SHA = 'a'.repeat(64)

function file(over: Record<string, unknown> = {}) {
  return {
    filename: 'go1.22.12.linux-amd64.tar.gz',
    os: 'linux',
    arch: 'amd64',
    version: 'go1.22.12',
    sha256: SHA,
    size: 68_861_792,
    kind: 'archive',
    ...over,
  }
}

function indexWith(files: readonly unknown[], over: Record<string, unknown> = {}) {
  return JSON.stringify([{ version: 'go1.22.12', stable: true, files, ...over }])
}

function codeOf(text: string): string {
  try {
    parseIndex(text)
  } catch (error) {
    if (error instanceof GoherdError && error.kind === 'upstream') return error.code
    throw error
  }
  return 'accepted'
}

describe('parseIndex', () => {
  it('keeps the archives of hosts and leaves the rest out', () => {
    const text = indexWith([
      file(),
      file({ filename: 'go1.22.12.src.tar.gz', os: '', arch: '', kind: 'source' }),
      file({ filename: 'go1.22.12.darwin-arm64.pkg', os: 'darwin', arch: 'arm64', kind: 'installer' }),
      file({ filename: 'go1.22.12.linux-bootstrap.tar.gz', arch: 'bootstrap' }),
      file({ filename: 'go1.22.12.linux-386.tar.gz', arch: '386', sha256: '' }),
      file({ filename: 'go1.22.12.linux-ppc64le.tar.gz', arch: 'ppc64le', size: 0 }),
      file({ filename: 'go1.22.12.windows-amd64.zip', os: 'windows' }),
    ])
    expect(parseIndex(text)).toEqual([
      {
        name: 'go1.22.12',
        stable: true,
        archives: [
          {
            filename: 'go1.22.12.linux-amd64.tar.gz',
            platform: 'linux/amd64',
            sha256: SHA,
            size: 68_861_792,
          },
          {
            filename: 'go1.22.12.windows-amd64.zip',
            platform: 'windows/amd64',
            sha256: SHA,
            size: 68_861_792,
          },
        ],
      },
    ])
  })

  it('calls armv6l arm, as GOARCH does, and leaves the file its name', () => {
    const [release] = parseIndex(
      indexWith([file({ filename: 'go1.22.12.linux-armv6l.tar.gz', arch: 'armv6l' })]),
    )
    expect(release?.archives[0]).toMatchObject({
      platform: 'linux/arm',
      filename: 'go1.22.12.linux-armv6l.tar.gz',
    })
  })

  it('prefers the plain archive where an old release has one per macOS version', () => {
    const darwin = { os: 'darwin', arch: 'amd64' }
    const text = indexWith(
      [
        file({ ...darwin, filename: 'go1.4.2.darwin-amd64-osx10.6.tar.gz' }),
        file({ ...darwin, filename: 'go1.4.2.darwin-amd64.tar.gz' }),
        file({ ...darwin, filename: 'go1.4.2.darwin-amd64-osx10.8.tar.gz' }),
      ],
      { version: 'go1.4.2' },
    )
    expect(parseIndex(text)[0]?.archives.map((archive) => archive.filename)).toEqual([
      'go1.4.2.darwin-amd64.tar.gz',
    ])
  })

  it('leaves out releases whose name is none and releases without an archive', () => {
    const text = JSON.stringify([
      { version: 'tip', stable: false, files: [file()] },
      { version: 'go1.1', stable: true, files: [] },
      { version: 'go1.23rc1', stable: false, files: [file({ filename: 'go1.23rc1.linux-amd64.tar.gz' })] },
    ])
    expect(parseIndex(text).map((release) => release.name)).toEqual(['go1.23rc1'])
  })

  it('reads what it does not know as well', () => {
    expect(parseIndex(indexWith([file({ signature: 'later' })], { codename: 'later' }))).toHaveLength(1)
  })

  it.each([
    ['an HTML page', '<!DOCTYPE html><html></html>', 'source_answers_html'],
    ['HTML after white space', '\n  <html>', 'source_answers_html'],
    ['nothing', '', 'index_malformed'],
    ['text', 'not found', 'index_malformed'],
    ['an object', '{}', 'index_malformed'],
    ['half an index', indexWith([file()]).slice(0, 60), 'index_malformed'],
    ['a release without files', '[{"version":"go1.22.12","stable":true}]', 'index_malformed'],
    ['a digest that is none', indexWith([file({ sha256: 'abc' })]), 'index_malformed'],
    ['a negative size', indexWith([file({ size: -1 })]), 'index_malformed'],
    ['a size no release has', indexWith([file({ size: 2 ** 40 })]), 'index_malformed'],
    ['a path as a file name', indexWith([file({ filename: '../etc/passwd' })]), 'index_malformed'],
    ['the same file twice', indexWith([file(), file()]), 'index_malformed'],
    [
      'the same release twice',
      JSON.stringify(
        [1, 2].map((n) => ({
          version: 'go1.22.12',
          stable: true,
          files: [file({ filename: `go${n}.tar.gz` })],
        })),
      ),
      'index_malformed',
    ],
    ['no release', '[]', 'index_empty'],
    ['no archive', indexWith([file({ kind: 'installer' })]), 'index_empty'],
  ])('refuses %s', (_, text, code) => {
    expect(codeOf(text)).toBe(code)
  })
})
