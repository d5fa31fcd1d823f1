import { describe, expect, it } from 'vitest'
import { splitPath, tarHeader } from './pack.mjs'

describe('splitPath', () => {
  it('keeps a path that fits in the name field', () => {
    expect(splitPath('go/VERSION')).toEqual({ prefix: '', name: 'go/VERSION' })
    expect(splitPath('a'.repeat(100))).toEqual({ prefix: '', name: 'a'.repeat(100) })
  })

  it('splits a longer one at a slash, so that both parts fit', () => {
    const path = `go/${'d'.repeat(60)}/${'e'.repeat(60)}/file.go`
    const split = splitPath(path)
    expect(`${split?.prefix}/${split?.name}`).toBe(path)
    expect(split?.name.length).toBeLessThanOrEqual(100)
    expect(split?.prefix.length).toBeLessThanOrEqual(155)
  })

  it('counts bytes, not characters', () => {
    expect(splitPath('Þ'.repeat(51))).toBeUndefined()
    expect(splitPath('Þ'.repeat(50))).toEqual({ prefix: '', name: 'Þ'.repeat(50) })
  })

  it.each([`go/${'x'.repeat(101)}`, `${'x'.repeat(156)}/y`])('refuses what no split can hold', (path) => {
    expect(splitPath(path)).toBeUndefined()
  })
})

describe('tarHeader', () => {
  const file = {
    name: 'go/bin/go',
    kind: /** @type {const} */ ('file'),
    executable: true,
    size: 513,
    source: '',
  }

  it('has the checksum that ustar asks for', () => {
    const block = tarHeader(file)
    const stored = Number.parseInt(block.toString('latin1', 148, 154), 8)
    block.fill(0x20, 148, 156)
    expect(stored).toBe(block.reduce((sum, byte) => sum + byte, 0))
  })

  it('says nothing about who packed it and when', () => {
    const block = tarHeader(file)
    expect(block.toString('latin1', 100, 107)).toBe('0000755')
    expect(block.toString('latin1', 108, 115)).toBe('0000000')
    expect(block.toString('latin1', 136, 147)).toBe('00000000000')
  })

  it('gives files that nobody runs mode 0644', () => {
    expect(tarHeader({ ...file, executable: false }).toString('latin1', 100, 107)).toBe('0000644')
  })

  it('refuses a path that ustar cannot hold', () => {
    expect(() => tarHeader({ ...file, name: 'x'.repeat(300) })).toThrow(RangeError)
  })
})
