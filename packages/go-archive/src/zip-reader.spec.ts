import { describe, expect, it } from 'vitest'
import { ArchiveError } from './archive-error.js'
import { utf8 } from './utf8.js'
import { ZIP_END } from './zip-directory.js'
import { type ZipMemberToMake, type ZipToMake, zipOf } from './zip-maker.js'
import { ZipReader } from './zip-reader.js'

/** The reader unpacks nothing, so bytes that are packed as they are will do, and any checksum. */
const packed = (name: string, text = '', more: Partial<ZipMemberToMake> = {}): ZipMemberToMake => {
  const bytes = utf8(text)
  return { name, packed: bytes, size: bytes.length, crc32: 0x12345678, ...more }
}
const folder = (name: string): ZipMemberToMake =>
  packed(name, '', { method: 0, packed: new Uint8Array(0), descriptor: false })

const GOOD: readonly ZipMemberToMake[] = [
  folder('go/'),
  packed('go/VERSION', 'go1.22.12\n'),
  packed('go/bin/go.exe', 'MZ'.repeat(500)),
  packed('go/src/empty.go'),
  packed('go/src/stored.go', 'package src\n', { method: 0 }),
  packed('go/src/sized.go', 'package src\n', { descriptor: false }),
]

/** What a zip holds, read in chunks of some size: `path mode text`. Throws what the reader throws. */
function read(bytes: Uint8Array, chunk = 7, top = 'go'): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const at = bytes.length < ZIP_END ? 0 : view.getUint32(bytes.length - 6, true)
  const reader = new ZipReader(bytes.subarray(Math.min(at, bytes.length)), bytes.length, { top })
  const found: string[] = []
  let length = 0
  for (let from = 0; from < bytes.length; from += chunk) {
    for (const part of reader.read(bytes.subarray(from, from + chunk))) {
      if (part.kind === 'member') length = 0
      else if (part.kind === 'data') length += part.chunk.length
      else {
        const { entry } = part.member
        found.push(`${entry.kind} ${entry.path} ${entry.mode.toString(8)} ${length}`)
      }
    }
  }
  reader.finish()
  return found
}

const codeOf = (zip: ZipToMake | Uint8Array, top = 'go'): string => {
  try {
    read(zip instanceof Uint8Array ? zip : zipOf(zip), 64, top)
    return 'read'
  } catch (cause) {
    if (cause instanceof ArchiveError) return cause.code
    throw cause
  }
}
const plus = (...members: ZipMemberToMake[]): ZipToMake => ({ members: [...GOOD, ...members] })

describe('a good zip', () => {
  it.each([1, 2, 7, 64, 100_000])('reads the same in chunks of %i bytes', (chunk) => {
    expect(read(zipOf({ members: GOOD }), chunk)).toEqual([
      'folder  755 0',
      'file VERSION 644 10',
      'file bin/go.exe 755 1000',
      'file src/empty.go 644 0',
      'file src/stored.go 644 12',
      'file src/sized.go 644 12',
    ])
  })

  it('may note times and owners', () => {
    const times = Uint8Array.from([0x55, 0x54, 5, 0, 1, 0, 0, 0, 0])
    expect(codeOf(plus(packed('go/a', 'a', { extra: times })))).toBe('read')
  })

  it('of a module gets its modes and its go.mod back', () => {
    const top = 'golang.org/toolchain@v0.0.1-go1.22.12.linux-amd64'
    const members = [
      packed(`${top}/bin/go`, 'go', { attributes: 0 }),
      packed(`${top}/pkg/tool/linux_amd64/compile`, 'c', { attributes: 0, creator: 0 }),
      packed(`${top}/src/_go.mod`, 'module std\n'),
      packed(`${top}/src/make.bash`, '#!'),
    ]
    expect(read(zipOf({ members }), 50, top)).toEqual([
      'file bin/go 755 2',
      'file pkg/tool/linux_amd64/compile 755 1',
      'file src/go.mod 644 11',
      'file src/make.bash 755 2',
    ])
  })
})

const HOSTILE: Readonly<Record<string, readonly [string, ZipToMake]>> = {
  'a way out': ['archive_unsafe_path', plus(packed('go/../../evil', 'x'))],
  'an absolute path': ['archive_unsafe_path', plus(packed('/etc/evil', 'x'))],
  'another top': ['archive_unsafe_path', plus(packed('og/x', 'x'))],
  'the top as a file': ['archive_unsafe_path', { members: [packed('go', 'x')] }],
  'a backslash': ['archive_unsafe_path', plus(packed('go\\x', 'x'))],
  'a drive': ['archive_unsafe_path', plus(packed('go/C:x', 'x'))],
  'a NUL in a name': ['archive_unsafe_path', plus(packed('go/a\0b', 'x'))],
  'a name in another character set': ['archive_unsafe_path', plus(packed('go/ü', 'x', { flags: 0 }))],
  'a symbolic link': [
    'archive_unsafe_entry',
    plus(packed('go/l', '/etc', { attributes: 0o120777 * 65_536 })),
  ],
  'a device': ['archive_unsafe_entry', plus(packed('go/d', '', { attributes: 0o020644 * 65_536 }))],
  'a folder named like a file': ['archive_unsafe_entry', plus(packed('go/d', '', { attributes: 0x10 }))],
  'a file named like a folder': [
    'archive_unsafe_entry',
    plus({ ...folder('go/d/'), attributes: 0o100644 * 65_536 }),
  ],
  'a folder with contents': [
    'archive_malformed',
    plus(packed('go/d/', 'x', { attributes: 0o040755 * 65_536 })),
  ],
  'an encrypted entry': ['archive_unsafe_entry', plus(packed('go/e', 'x', { flags: 0x801 }))],
  'the same path twice': ['archive_duplicate_path', plus(packed('go/VERSION', 'x'))],
  'the same path in another case': ['archive_duplicate_path', plus(packed('go/Version', 'x'))],
  'a path below a file': ['archive_duplicate_path', plus(packed('go/VERSION/x', 'x'))],
  'an unknown method': ['archive_malformed', plus(packed('go/m', 'x', { method: 14 }))],
  'a stored entry with two sizes': ['archive_malformed', plus(packed('go/m', 'x', { method: 0, size: 2 }))],
  'zip64 sizes': [
    'archive_unsafe_entry',
    plus(packed('go/z', 'x', { extra: Uint8Array.from([1, 0, 8, 0, ...Array(8).fill(255)]) })),
  ],
  'a Unicode name of its own': [
    'archive_unsafe_entry',
    plus(packed('go/u', 'x', { extra: Uint8Array.from([0x75, 0x70, 0, 0]) })),
  ],
  'a damaged extra field': [
    'archive_malformed',
    plus(packed('go/x', 'x', { extra: Uint8Array.from([0x55, 0x54, 9, 0, 1]) })),
  ],
  'another name before the data': ['archive_malformed', plus(packed('go/a', 'x', { localName: 'go/b' }))],
  'another size before the data': [
    'archive_malformed',
    plus(packed('go/a', 'x', { descriptor: false, localSize: 7 })),
  ],
  'another size after the data': ['archive_malformed', plus(packed('go/a', 'x', { descriptorSize: 7 }))],
  'an impossible size': ['archive_too_large', plus(packed('go/a', 'x', { size: 1e9 }))],
  'a bomb within what deflate can do': [
    'archive_too_large',
    { members: Array.from({ length: 90 }, (_, i) => packed(`go/${i}`, '0'.repeat(200), { size: 200_000 })) },
  ],
  'an entry that overlaps another': ['archive_malformed', plus(packed('go/a', 'x', { at: 0 }))],
  'bytes between entries': ['archive_malformed', plus(packed('go/a', 'x', { before: utf8('hidden') }))],
  'bytes before the first': ['archive_malformed', { members: [packed('go/a', 'x', { before: utf8('#!') })] }],
  'bytes before the directory': ['archive_malformed', { members: GOOD, beforeDirectory: utf8('hidden') }],
  'a comment': ['archive_truncated', { members: GOOD, comment: 'hello' }],
  nothing: ['archive_malformed', { members: [] }],
  'fewer entries than it says': ['archive_truncated', { members: GOOD, entries: 7 }],
  'more entries than it says': ['archive_malformed', { members: GOOD, entries: 5 }],
  'zip64 as a whole': ['archive_malformed', { members: GOOD, entries: 0xffff }],
}

describe('a zip with', () => {
  it.each(Object.entries(HOSTILE))('%s is refused', (_, [code, zip]) => {
    expect(codeOf(zip)).toBe(code)
  })

  it('too many entries is refused before they are read', () => {
    const many = Array.from({ length: 60_001 }, (_, i) => folder(`go/${i}/`))
    expect(codeOf({ members: many })).toBe('archive_too_large')
  })

  it('a cut anywhere is refused', () => {
    const good = zipOf({ members: GOOD })
    for (let length = 0; length < good.length; length += 13)
      expect(codeOf(good.slice(0, length)), `${length} bytes`).not.toBe('read')
  })

  it('one byte changed in any header is refused, or it is none of these that matter', () => {
    const good = zipOf({ members: GOOD })
    const before = read(good, 64)
    let refused = 0
    for (let at = 0; at < good.length; at++) {
      const changed = good.slice()
      changed[at] = (changed[at] ?? 0) ^ 0x40
      let found: string[] | undefined
      try {
        found = read(changed, 64)
      } catch (cause) {
        if (!(cause instanceof ArchiveError)) throw cause
        refused += 1
      }
      if (found !== undefined)
        expect(found.map((line) => line.split(' ')[1])).toEqual(before.map((l) => l.split(' ')[1]))
    }
    expect(refused).toBeGreaterThan(500)
  })

  it('random bytes throws ArchiveError and nothing else', () => {
    let state = 7
    for (let i = 0; i < 300; i++) {
      const bytes = Uint8Array.from({ length: 200 }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
        return state >>> 24
      })
      expect(codeOf(bytes)).toMatch(/^archive_/)
    }
  })
})
