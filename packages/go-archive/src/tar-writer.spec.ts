import { describe, expect, it } from 'vitest'
import { joined } from './tar-maker.js'
import { TarReader, type TreeEntry } from './tar-reader.js'
import { TAR_END, tarHeader, tarPadding } from './tar-writer.js'
import { utf8 } from './utf8.js'

/** Writes members and reads them back with the strict reader. */
function roundTrip(members: readonly (Omit<TreeEntry, 'size'> & { readonly text?: string })[]) {
  const found: (TreeEntry & { text: string })[] = []
  const reader = new TarReader({
    entry: (entry) => found.push({ ...entry, text: '' }),
    data: (chunk) => {
      const last = found.at(-1)
      if (last) last.text += String.fromCharCode(...chunk)
    },
    end: () => undefined,
  })
  const bytes = joined([
    ...members.flatMap(({ kind, path, mode, text = '' }) => {
      const body = utf8(text)
      const header = tarHeader(`go/${path}`, { kind, mode, size: body.length }, 1_577_836_800)
      return [header, body, new Uint8Array(tarPadding(body.length))]
    }),
    TAR_END,
  ])
  reader.push(bytes)
  reader.finish()
  return found
}

describe('a written archive', () => {
  it('reads as what was written', () => {
    const members = [
      { kind: 'folder', path: 'bin', mode: 0o755 },
      { kind: 'file', path: 'bin/go', mode: 0o755, text: 'x'.repeat(1000) },
      { kind: 'file', path: 'src/empty.go', mode: 0o644, text: '' },
      { kind: 'file', path: 'src/exact.go', mode: 0o644, text: 'y'.repeat(512) },
    ] as const
    expect(roundTrip(members)).toEqual(
      members.map((m) => ({
        kind: m.kind,
        path: m.path,
        mode: m.mode,
        size: 'text' in m ? m.text.length : 0,
        text: 'text' in m ? m.text : '',
      })),
    )
  })

  it.each([96, 97, 98, 150, 251, 252, 253, 254, 300, 500])('keeps a path of %i characters', (length) => {
    const deep = Array.from({ length: 10 }, (_, i) => `${i}`.repeat(Math.floor(length / 10) - 1)).join('/')
    const path = `${deep}${'z'.repeat(Math.max(0, length - deep.length))}`
    expect(path).toHaveLength(length)
    expect(roundTrip([{ kind: 'file', path, mode: 0o644, text: 'a' }])).toMatchObject([{ path, text: 'a' }])
  })

  it('keeps a name that no prefix fits, and one beyond ASCII', () => {
    for (const path of ['n'.repeat(240), `src/${'ü'.repeat(60)}`])
      expect(roundTrip([{ kind: 'file', path, mode: 0o644, text: 'a' }])).toMatchObject([{ path }])
  })

  it('is padded to whole blocks', () => {
    expect([0, 1, 511, 512, 513].map(tarPadding)).toEqual([0, 511, 1, 0, 511])
  })
})
