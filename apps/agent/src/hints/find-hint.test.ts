import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findHint } from './find-hint.js'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'goherd-hints-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), text)
}

function found(folder: string, gowork?: string): string | undefined {
  mkdirSync(join(home, folder), { recursive: true })
  const hint = findHint(join(home, folder), { home, gowork })
  return hint && `${hint.file.slice(home.length + 1)}:${hint.line} ${hint.asks}`
}

/** From the strongest to the weakest, in one folder. */
const BY_STRENGTH = [
  ['go.work', 'go 1.14\ntoolchain go1.21.1\n', 'go.work:2 go1.21.1'],
  ['go.mod', 'module x\ngo 1.13\ntoolchain go1.21.2\n', 'go.mod:3 go1.21.2'],
  ['.go-version', '1.21.3\n', '.go-version:1 1.21.3'],
  ['.tool-versions', 'golang 1.21.4\n', '.tool-versions:1 1.21.4'],
  ['mise.toml', '[tools]\ngo = "1.21.5"\n', 'mise.toml:2 1.21.5'],
  ['.mise.toml', '[tools]\ngo = "1.21.6"\n', '.mise.toml:2 1.21.6'],
] as const

describe('within one folder', () => {
  it('what names a toolchain goes before what names a minimum, in one order', () => {
    for (const [name, text] of BY_STRENGTH) write(`p/${name}`, text)
    for (const [name, , says] of BY_STRENGTH) {
      expect(found('p')).toBe(`p/${says}`)
      rmSync(join(home, 'p', name))
    }
    expect(found('p')).toBeUndefined()
  })

  it('the go line is what is left, of go.work before go.mod', () => {
    write('p/go.mod', 'module x\ngo 1.22\n')
    write('p/mise.toml', '[tools]\nnode = "20"\n')
    expect(found('p')).toBe('p/go.mod:2 1.22')
    write('p/go.work', 'go 1.23.1\n')
    expect(found('p')).toBe('p/go.work:1 1.23.1')
    write('p/.go-version', '1.24\n')
    expect(found('p')).toBe('p/.go-version:1 1.24')
  })
})

describe('among folders', () => {
  it('the nearest that asks decides', () => {
    write('.tool-versions', 'golang 1.20\n')
    write('a/.go-version', '1.21\n')
    write('a/b/go.mod', 'module x\n')
    expect(found('a/b/c')).toBe('a/.go-version:1 1.21')
    expect(found('z')).toBe('.tool-versions:1 1.20')
    write('a/b/go.mod', 'module x\ngo 1.22\n')
    expect(found('a/b/c')).toBe('a/b/go.mod:2 1.22')
  })

  it('a go.work above a module counts in its place, as it does for the go command', () => {
    write('go.work', 'go 1.23.0\ntoolchain go1.23.5\n')
    write('a/b/go.mod', 'module x\ngo 1.22\n')
    expect(found('a/b')).toBe('go.work:2 go1.23.5')
    expect(found('a/b', 'off')).toBe('a/b/go.mod:2 1.22')
    write('other.work', 'go 1.24\n')
    expect(found('a/b', join(home, 'other.work'))).toBe('other.work:1 1.24')
    write('a/b/.go-version', '1.21.3')
    expect(found('a/b')).toBe('a/b/.go-version:1 1.21.3')
  })

  it('the search ends at the home', () => {
    write('.go-version', '1.22\n')
    mkdirSync(join(home, 'user', 'p'), { recursive: true })
    expect(findHint(join(home, 'user', 'p'), { home: join(home, 'user'), gowork: undefined })).toBeUndefined()
    expect(findHint(join(home, 'user', 'p'), { home: '/nowhere', gowork: undefined })?.asks).toBe('1.22')
  })
})

describe('an odd file', () => {
  it('is named with its line', () => {
    write('p/.tool-versions', 'nodejs 20\ngolang system\n')
    expect(() => found('p/q')).toThrow(
      expect.objectContaining({
        code: 'hint_malformed',
        message: `${home}/p/.tool-versions:2: "system" is not a version of Go`,
      }),
    )
  })

  it('in Windows line ends and with a byte order mark is not odd', () => {
    write('p/.go-version', '\uFEFF1.22.12\r\n')
    expect(found('p')).toBe('p/.go-version:1 1.22.12')
  })

  it('that cannot be read is named', () => {
    mkdirSync(join(home, 'p', '.go-version'), { recursive: true })
    expect(() => found('p')).toThrow(
      expect.objectContaining({ code: 'hint_unreadable', message: `${home}/p/.go-version cannot be read` }),
    )
  })

  it.runIf(process.getuid?.() !== 0)('that this user may not read is named', () => {
    write('p/.go-version', '1.22')
    chmodSync(join(home, 'p', '.go-version'), 0)
    expect(() => found('p')).toThrow(expect.objectContaining({ code: 'hint_unreadable' }))
  })

  it('in place of a folder is refused', () => {
    expect(() => findHint(join(home, 'gone'), { home, gowork: undefined })).toThrow(
      expect.objectContaining({ code: 'folder_missing' }),
    )
  })
})
