import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArchiveError } from './archive-error.js'
import { joined, paxRecords, smallGoRelease, type TarMember, tarMember, tarOf, utf8 } from './tar-maker.js'
import { type ArchiveLimits, TarReader, type TreeEntry } from './tar-reader.js'

interface Read {
  readonly entry: TreeEntry
  readonly body: string
}

/** What a reader handed to its sink; the sink fails when it is called out of order. */
function read(bytes: Uint8Array, chunk = bytes.length, limits?: ArchiveLimits): Read[] {
  const all: Read[] = []
  let open: TreeEntry | undefined
  let parts: Uint8Array[] = []
  const sink = {
    entry(entry: TreeEntry) {
      if (open) throw new Error('an entry within an entry')
      open = entry
      parts = []
    },
    data(part: Uint8Array) {
      if (open?.kind !== 'file') throw new Error('data outside of a file')
      parts.push(part.slice())
    },
    end() {
      if (!open) throw new Error('an end without an entry')
      all.push({ entry: open, body: String.fromCharCode(...joined(parts)) })
      open = undefined
    },
  }
  const reader = limits ? new TarReader(sink, limits) : new TarReader(sink)
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk))
  reader.finish()
  return all
}

const file = (name: string, more: Partial<TarMember> = {}): TarMember => ({ name, body: 'x', ...more })
const code = (value: string) => expect.objectContaining({ code: value, hint: expect.stringMatching(/\w/) })

describe('a good archive', () => {
  const release = tarOf(smallGoRelease('go1.22.12'))

  it('gives folders and files with normalised modes', () => {
    const entries = read(release)
    expect(entries.map(({ entry }) => `${entry.kind} ${entry.mode.toString(8)} ${entry.path}`)).toEqual([
      'folder 755 ',
      'file 644 VERSION',
      'file 644 go.env',
      'folder 755 bin',
      'file 755 bin/go',
      'file 755 bin/gofmt',
      'file 755 pkg/tool/linux_amd64/compile',
      'file 644 src/fmt/print.go',
      'file 644 src/empty.go',
      'file 644 src/runtime/proc.go',
    ])
    expect(entries[1]?.body).toBe('go1.22.12\ntime 2025-02-04T00:00:00Z\n')
    expect(entries[6]).toMatchObject({ entry: { size: 3000 }, body: 'x'.repeat(3000) })
  })

  it.each([1, 7, 511, 512, 513, 4096])('is read the same in chunks of %i bytes', (chunk) => {
    expect(read(release, chunk)).toEqual(read(release))
  })

  it('may be padded with zeros to its record', () => {
    expect(read(joined([release, new Uint8Array(10_240)]), 4096)).toEqual(read(release))
  })

  it('may hold long names in GNU and in PAX form', () => {
    const long = `go/${'long/'.repeat(25)}x.go`
    const gnu = [{ name: '././@LongLink', type: 'L', body: `${long}\0` }, file('go/long')]
    const pax = [{ name: 'PaxHeaders/x', type: 'x', body: paxRecords({ path: long }) }, file('go/long')]
    expect(read(tarOf(gnu))[0]?.entry.path).toBe(long.slice(3))
    expect(read(tarOf(pax))[0]?.entry.path).toBe(long.slice(3))
  })

  it('uses a long name for one member only', () => {
    const members = [{ name: 'L', type: 'L', body: 'go/one\0' }, file('go/a'), file('go/b')]
    expect(read(tarOf(members)).map(({ entry }) => entry.path)).toEqual(['one', 'b'])
  })

  it('may carry a comment for all, as git archives do', () => {
    const global = { name: 'pax_global_header', type: 'g', body: paxRecords({ comment: 'abc' }) }
    expect(read(tarOf([global, file('go/a')]))).toHaveLength(1)
  })
})

const HOSTILE: Readonly<Record<string, readonly [string, readonly TarMember[]]>> = {
  'a way out': ['archive_unsafe_path', [file('go/../../etc/cron.d/x')]],
  'an absolute path': ['archive_unsafe_path', [file('/etc/passwd')]],
  'a file beside go/': ['archive_unsafe_path', [file('etc/passwd')]],
  'a file in place of go': ['archive_unsafe_path', [file('go')]],
  'a file that is named like a folder': ['archive_unsafe_path', [file('go/x/')]],
  'a way out in a GNU long name': [
    'archive_unsafe_path',
    [{ name: 'L', type: 'L', body: 'go/../x\0' }, file('go/a')],
  ],
  'a way out in a PAX path': [
    'archive_unsafe_path',
    [{ name: 'P', type: 'x', body: paxRecords({ path: '/etc/passwd' }) }, file('go/a')],
  ],
  'a way out in the ustar prefix': ['archive_unsafe_path', [file('x', { prefix: 'go/../..' })]],
  'a PAX size that is not the header’s': [
    'archive_unsafe_entry',
    [{ name: 'P', type: 'x', body: paxRecords({ size: '999999' }) }, file('go/a')],
  ],
  'a global PAX path': [
    'archive_unsafe_entry',
    [{ name: 'P', type: 'g', body: paxRecords({ path: 'go/evil' }) }, file('go/a')],
  ],
  'a sparse file': [
    'archive_unsafe_entry',
    [{ name: 'P', type: 'x', body: paxRecords({ 'GNU.sparse.realsize': '99999999' }) }, file('go/a')],
  ],
  'a hard link': ['archive_unsafe_entry', [{ name: 'go/x', type: '1', linkName: '/etc/shadow' }]],
  'a symbolic link': ['archive_unsafe_entry', [{ name: 'go/x', type: '2', linkName: '../../..' }]],
  'a character device': ['archive_unsafe_entry', [{ name: 'go/x', type: '3' }]],
  'a block device': ['archive_unsafe_entry', [{ name: 'go/x', type: '4' }]],
  'a pipe': ['archive_unsafe_entry', [{ name: 'go/x', type: '6' }]],
  'an entry of an unknown type': ['archive_unsafe_entry', [{ name: 'go/x', type: '7' }]],
  'the same file twice': ['archive_duplicate_path', [file('go/a'), file('go/a')]],
  'the same file in another case': ['archive_duplicate_path', [file('go/Makefile'), file('go/makefile')]],
  'the same name in another Unicode form': [
    'archive_duplicate_path',
    [file('go/\u00e9'), file('go/e\u0301')],
  ],
  'a file over a folder': ['archive_duplicate_path', [file('go/a/b'), file('go/a')]],
  'a folder over a file': ['archive_duplicate_path', [file('go/a'), { name: 'go/a/', type: '5' }]],
  'a path below a file': ['archive_duplicate_path', [file('go/a'), file('go/a/b')]],
  'a path far below a file': ['archive_duplicate_path', [file('go/a'), file('go/a/b/c/d')]],
  'a huge declared size': ['archive_too_large', [file('go/a', { size: 8_589_934_591 })]],
  'a folder with contents': ['archive_malformed', [{ name: 'go/a/', type: '5', body: 'x' }]],
  'an empty extended header': ['archive_malformed', [{ name: 'P', type: 'x', body: '' }, file('go/a')]],
  'a huge extended header': ['archive_malformed', [{ name: 'P', type: 'x', size: 900_000 }, file('go/a')]],
  'a wrong checksum': ['archive_bad_checksum', [file('go/a', { checksumOff: 1 })]],
  'nothing in it': ['archive_malformed', []],
  'only a header for all': [
    'archive_malformed',
    [{ name: 'P', type: 'g', body: paxRecords({ comment: 'x' }) }],
  ],
}

describe('a hostile archive', () => {
  it.each(Object.entries(HOSTILE))('with %s is refused', (_, [expected, members]) => {
    expect(() => read(tarOf(members))).toThrow(code(expected))
    expect(() => read(tarOf(members), 3)).toThrow(code(expected))
  })

  it('is refused wherever it is cut off before its end', () => {
    const whole = joined([tarMember(file('go/a', { body: 'y'.repeat(700) })), tarMember(file('go/b'))])
    for (let length = 0; length <= whole.length; length += 64) {
      expect(() => read(whole.subarray(0, length), 512), `cut at ${length}`).toThrow(
        code('archive_truncated'),
      )
    }
  })

  it('with bytes after its end is refused', () => {
    expect(() => read(joined([tarOf([file('go/a')]), utf8('more')]))).toThrow(code('archive_malformed'))
    expect(() => read(joined([tarOf([file('go/a')]), tarOf([file('go/b')])]))).toThrow(
      code('archive_malformed'),
    )
  })

  it('with endless zeros after its end is refused', () => {
    const bomb = joined([tarOf([file('go/a')]), new Uint8Array(2_000_000)])
    expect(() => read(bomb, 65_536)).toThrow(code('archive_too_large'))
  })

  it('with more entries, or more bytes, than allowed is refused', () => {
    const limits = { entries: 3, fileSize: 10, totalSize: 15 }
    const three = [file('go/a'), file('go/b'), file('go/c')]
    expect(read(tarOf(three), 512, limits)).toHaveLength(3)
    expect(() => read(tarOf([...three, file('go/d')]), 512, limits)).toThrow(code('archive_too_large'))
    expect(() => read(tarOf([file('go/a', { body: 'x'.repeat(11) })]), 512, limits)).toThrow(
      code('archive_too_large'),
    )
    const sum = [file('go/a', { body: 'x'.repeat(8) }), file('go/b', { body: 'x'.repeat(8) })]
    expect(() => read(tarOf(sum), 512, limits)).toThrow(code('archive_too_large'))
  })

  it('with an endless row of extended headers is refused', () => {
    const row = Array.from({ length: 9 }, () => ({ name: 'P', type: 'x', body: paxRecords({ mtime: '1' }) }))
    const limits = { entries: 5, fileSize: 10, totalSize: 15 }
    expect(() => read(tarOf([...row, file('go/a')]), 512, limits)).toThrow(code('archive_too_large'))
  })

  it('of random bytes throws ArchiveError and nothing else', () => {
    const good = tarOf(smallGoRelease('go1.22.12'))
    const edit = fc.tuple(fc.nat(good.length - 1), fc.nat(255))
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 2000 }),
        (edits, chunk) => {
          const bytes = good.slice()
          for (const [at, value] of edits) bytes[at] = value
          try {
            for (const { entry } of read(bytes, chunk)) expect(entry.path).not.toMatch(/(^|\/)\.\.(\/|$)|^\//)
          } catch (error) {
            expect(error).toBeInstanceOf(ArchiveError)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})
