import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Manifest, type ManifestFile, parseManifest, renderManifest } from './manifest.js'

const A = 'a'.repeat(64)
const manifest: Manifest = {
  release: 'go1.22.12',
  goEnv: 'GOPROXY=https://proxy.golang.org,direct\n# "quotes" and \\ stay\n',
  files: [
    { path: 'VERSION', mode: 0o644, size: 36, sha256: A },
    { path: 'bin/go', mode: 0o755, size: 12_345, sha256: 'b'.repeat(64) },
    { path: 'src/a b.go', mode: 0o644, size: 0, sha256: 'c'.repeat(64) },
  ],
}
const malformed = expect.objectContaining({ code: 'manifest_malformed' })

describe('renderManifest', () => {
  it('writes a head and one line for each file', () => {
    expect(renderManifest(manifest).split('\n')).toEqual([
      'goherd-manifest 1',
      'release go1.22.12',
      `go.env ${JSON.stringify(manifest.goEnv)}`,
      `644 36 ${A} VERSION`,
      `755 12345 ${'b'.repeat(64)} bin/go`,
      `644 0 ${'c'.repeat(64)} src/a b.go`,
      '',
    ])
  })

  it('does not depend on the order in which the files came', () => {
    expect(renderManifest({ ...manifest, files: [...manifest.files].reverse() })).toBe(
      renderManifest(manifest),
    )
  })

  it.each<[string, Manifest]>([
    ['the release', { ...manifest, release: 'go1.22.11' }],
    ['go.env', { ...manifest, goEnv: null }],
    ['a missing file', { ...manifest, files: manifest.files.slice(1) }],
    ['a path', change({ path: 'VERSIOM' })],
    ['a mode', change({ mode: 0o755 })],
    ['a size', change({ size: 37 })],
    ['a digest', change({ sha256: 'd'.repeat(64) })],
  ])('says %s', (_, other) => {
    expect(renderManifest(other)).not.toBe(renderManifest(manifest))
  })
})

function change(part: Partial<ManifestFile>): Manifest {
  return { ...manifest, files: manifest.files.map((file, at) => (at === 0 ? { ...file, ...part } : file)) }
}

describe('parseManifest', () => {
  it('reads what was written', () => {
    expect(parseManifest(renderManifest(manifest))).toEqual(manifest)
    expect(parseManifest(renderManifest({ ...manifest, goEnv: null })).goEnv).toBeNull()
  })

  it('reads back any manifest', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_é][A-Za-z0-9_é .-]{0,10}[a-z]$/)
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
    const file = fc.record({
      path,
      mode: fc.constantFrom<0o755 | 0o644>(0o755, 0o644),
      size: fc.nat(),
      sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    })
    const files = fc.uniqueArray(file, { minLength: 1, maxLength: 20, selector: (f) => f.path })
    fc.assert(
      fc.property(files, fc.option(fc.string()), (all, goEnv) => {
        const text = renderManifest({ release: 'go1.22.12', goEnv, files: all })
        const read = parseManifest(text)
        expect(renderManifest(read)).toBe(text)
        expect(read.files).toHaveLength(all.length)
        expect(read.goEnv).toBe(goEnv)
      }),
    )
  })

  it('refuses one that was cut off, wherever', () => {
    const text = renderManifest(manifest)
    for (let length = 0; length < text.length; length++) {
      const cut = text.slice(0, length)
      // Cut exactly after a line it is a shorter manifest: its digest tells, not its form.
      if (cut.endsWith('\n') && cut.split('\n').length > 4) continue
      expect(() => parseManifest(cut), `cut at ${length}`).toThrow(malformed)
    }
  })

  const lines = renderManifest(manifest).split('\n')
  const withLine = (at: number, line: string) => lines.map((l, i) => (i === at ? line : l)).join('\n')
  it.each([
    ['another format', withLine(0, 'goherd-manifest 2')],
    ['no release', withLine(1, 'go1.22.12')],
    ['no go.env', withLine(2, '')],
    ['a go.env that is no JSON', withLine(2, 'go.env {')],
    ['a go.env that is no string', withLine(2, 'go.env 7')],
    ['another mode', withLine(3, `777 36 ${A} VERSION`)],
    ['a set-user-id mode', withLine(3, `4755 36 ${A} VERSION`)],
    ['a negative size', withLine(3, `644 -1 ${A} VERSION`)],
    ['a short digest', withLine(3, `644 36 ${A.slice(1)} VERSION`)],
    ['no path', withLine(3, `644 36 ${A} `)],
    ['a path out of the tree', withLine(3, `644 36 ${A} ../../etc/passwd`)],
    ['an absolute path', withLine(3, `644 36 ${A} /etc/passwd`)],
    ['a folder as a path', withLine(3, `644 36 ${A} VERSION/`)],
    ['an empty line between', withLine(3, '')],
    ['carriage returns', lines.join('\r\n')],
    ['files out of order', [...lines.slice(0, 3), lines[4], lines[3], ''].join('\n')],
    ['the same file twice', [...lines.slice(0, 4), lines[3], ''].join('\n')],
    ['something after the end', `${renderManifest(manifest)}x`],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => parseManifest(text)).toThrow(malformed)
  })
})
