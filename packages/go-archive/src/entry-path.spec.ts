import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArchiveError } from './archive-error.js'
import { treePath } from './entry-path.js'

const SAFE: readonly (readonly [string, string])[] = [
  ['go', ''],
  ['go/', ''],
  ['go/VERSION', 'VERSION'],
  ['go/src/', 'src'],
  ['go/src/cmd/go/main.go', 'src/cmd/go/main.go'],
  ['go/test/fixedbugs/issue27836.dir/Äfoo.go', 'test/fixedbugs/issue27836.dir/Äfoo.go'],
  ['go/.gitattributes', '.gitattributes'],
  ['go/a..b', 'a..b'],
  ['go/...x', '...x'],
]

const UNSAFE: readonly (readonly [string, string])[] = [
  ['', 'the empty name'],
  ['/', 'the root'],
  ['/go/bin/go', 'an absolute path'],
  ['//go/bin/go', 'a network path'],
  ['..', 'the parent'],
  ['../go/x', 'a start in the parent'],
  ['go/..', 'the parent at the end'],
  ['go/../etc/passwd', 'a way out'],
  ['go/src/../../../etc/passwd', 'a deeper way out'],
  ['go/./x', 'a dot'],
  ['go//x', 'an empty segment'],
  ['go/x//', 'two slashes at the end'],
  ['golang/x', 'another top folder'],
  ['Go/x', 'another case of the top folder'],
  ['x', 'a file beside go/'],
  ['go/..\\..\\x', 'backslashes'],
  ['go\\bin\\go', 'backslashes only'],
  ['go/C:x', 'a drive or stream'],
  ['go/bin/go:ads', 'an alternate stream'],
  ['go/a\u0000b', 'a NUL'],
  ['go/a\nb', 'a line break'],
  ['go/a\u007fb', 'DEL'],
  ['go/a\u001b[2J', 'a terminal escape'],
  ['go/x.', 'a trailing dot, which Windows drops'],
  ['go/x ', 'a trailing space, which Windows drops'],
  ['go/.. /x', 'a parent with a space'],
  [`go/${'a/'.repeat(40)}x`, 'too many folders'],
  [`go/${'a'.repeat(600)}`, 'too long a name'],
]

describe('treePath', () => {
  it.each(SAFE)('gives %j as %j', (name, path) => {
    expect(treePath(name)).toBe(path)
  })

  it.each(UNSAFE)('refuses %j: %s', (name) => {
    expect(() => treePath(name)).toThrow(expect.objectContaining({ code: 'archive_unsafe_path' }))
  })

  it('shortens what it quotes of a long name', () => {
    expect(() => treePath(`/${'a'.repeat(400)}`)).toThrow(/^.{1,300}$/)
  })

  it('never answers a path that leads out of a folder', () => {
    const piece = fc.constantFrom('go', '..', '.', '', '/', '\\', 'a', 'C:', ' ', 'x.', '\u0000', 'é')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, slashes) => {
        let path: string
        try {
          path = treePath(pieces.join(slashes ? '/' : ''))
        } catch (error) {
          expect(error).toBeInstanceOf(ArchiveError)
          return
        }
        const segments = path === '' ? [] : path.split('/')
        expect(path.startsWith('/')).toBe(false)
        expect(segments.every((s) => s !== '' && s !== '.' && s !== '..')).toBe(true)
        expect(path).not.toMatch(/[\\:]/)
        expect(path.includes('\u0000')).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})
