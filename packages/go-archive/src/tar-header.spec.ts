import { describe, expect, it } from 'vitest'
import { decodeText, parseHeader, parsePaxPath, TAR_BLOCK } from './tar-header.js'
import { joined, paxRecords, type TarMember, tarMember, utf8 } from './tar-maker.js'

const header = (member: TarMember) => tarMember(member).subarray(0, TAR_BLOCK)
const code = (value: string) => expect.objectContaining({ code: value })

describe('parseHeader', () => {
  it('reads name, mode, size and type', () => {
    expect(header({ name: 'go/bin/go', mode: 0o755, body: 'abc' })).toHaveLength(TAR_BLOCK)
    expect(parseHeader(header({ name: 'go/bin/go', mode: 0o755, body: 'abc' }))).toEqual({
      name: 'go/bin/go',
      mode: 0o755,
      size: 3,
      type: '0',
    })
  })

  it('joins the ustar prefix', () => {
    expect(parseHeader(header({ name: 'b.go', prefix: 'go/src/a' }))).toMatchObject({ name: 'go/src/a/b.go' })
  })

  it('takes no prefix from GNU headers, which keep times there, nor from the oldest form', () => {
    expect(parseHeader(header({ name: 'go/b', prefix: '14736', magic: 'ustar  \0' }))).toMatchObject({
      name: 'go/b',
    })
    expect(parseHeader(header({ name: 'go/b', prefix: 'evil', magic: '' }))).toMatchObject({ name: 'go/b' })
  })

  it('reads an old NUL type as a file', () => {
    expect(parseHeader(header({ name: 'go/x', type: '\0' }))).toMatchObject({ type: '0' })
  })

  it('reads a block of zeros as the end', () => {
    expect(parseHeader(new Uint8Array(TAR_BLOCK))).toBe('end')
  })

  it.each([1, -1, 256])('refuses a checksum that is off by %i', (checksumOff) => {
    expect(() => parseHeader(header({ name: 'go/x', checksumOff }))).toThrow(code('archive_bad_checksum'))
  })

  it('refuses any header with one bit flipped', () => {
    const good = header({ name: 'go/bin/go', mode: 0o755, body: 'abc' })
    for (let at = 0; at < TAR_BLOCK; at++) {
      // The byte after the checksum's own end says nothing.
      if (at === 155) continue
      const bad = good.slice()
      bad[at] = (bad[at] ?? 0) ^ 1
      // Digits of the checksum itself may become no digits, which is another code.
      expect(() => parseHeader(bad), `byte ${at}`).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^archive_(bad_checksum|malformed)$/) }),
      )
    }
  })

  it("refuses GNU's binary sizes, which no Go release needs", () => {
    const block = header({ name: 'go/x' })
    const before = block[124] ?? 0
    block[124] = 0x80
    const sum = [...block].reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0)
    block.set(utf8(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
    expect(before).toBe(0x30)
    expect(() => parseHeader(block)).toThrow(code('archive_malformed'))
  })
})

describe('decodeText', () => {
  it('stops at the first NUL', () => {
    expect(decodeText(utf8('go/x\0evil'))).toBe('go/x')
  })

  it('reads UTF-8 and percent signs as they are', () => {
    expect(decodeText(utf8('go/Ä%41日'))).toBe('go/Ä%41日')
  })

  it.each([
    ['a lone continuation', [0x67, 0x80]],
    ['an overlong slash', [0x67, 0xc0, 0xaf]],
    ['a cut-off sequence', [0x67, 0xe6, 0x97]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeText(Uint8Array.from(bytes))).toThrow(code('archive_unsafe_path'))
  })
})

describe('parsePaxPath', () => {
  it('finds the path among harmless records', () => {
    expect(parsePaxPath(paxRecords({ mtime: '1.5', path: 'go/Ä.go', uid: '0' }))).toBe('go/Ä.go')
  })

  it('answers undefined without one, also for nothing at all', () => {
    expect(parsePaxPath(paxRecords({ mtime: '1' }))).toBeUndefined()
    expect(parsePaxPath(new Uint8Array(0))).toBeUndefined()
    expect(parsePaxPath(new Uint8Array(512))).toBeUndefined()
  })

  it('lets the last path win, as tar does', () => {
    expect(parsePaxPath(joined([paxRecords({ path: 'go/a' }), paxRecords({ path: 'go/b' })]))).toBe('go/b')
  })

  it.each([
    'size',
    'linkpath',
    'GNU.sparse.major',
    'GNU.sparse.name',
    'SCHILY.xattr.user.x',
    'hdrcharset',
    '',
  ])('refuses a record %j', (key) => {
    expect(() => parsePaxPath(paxRecords({ [key]: '1' }))).toThrow(code('archive_unsafe_entry'))
  })

  it('refuses a NUL in a record: readers do not agree on where it ends', () => {
    expect(() => parsePaxPath(paxRecords({ path: 'go/a\0/../../b' }))).toThrow(code('archive_unsafe_entry'))
  })

  it.each([
    ['no length', ' path=go/x\n'],
    ['a length of zero', '0 path=go/x\n'],
    ['a length past the end', '99 path=go/x\n'],
    ['a length too short', '5 path=go/x\n'],
    ['a negative length', '-14 path=go/x\n'],
    ['a length with an exponent', '1e1 path=g\n'],
    ['a hexadecimal length', '0xd path=go/x\n'],
    ['no line break at the end', '13 path=go/xy'],
    ['text without a record', 'hello'],
  ])('refuses %s', (_, text) => {
    expect(() => parsePaxPath(utf8(text))).toThrow(code('archive_malformed'))
  })
})
