import { utf8 } from './utf8.js'

export { utf8 }

/** One member of an archive to make, right or deliberately wrong. For tests: nothing that ships makes archives. */
export interface TarMember {
  readonly name: string
  /** The type flag; `0`, a file, when left out. */
  readonly type?: string
  readonly mode?: number
  readonly body?: string | Uint8Array
  /** What the header declares, when it is to differ from the body's length. */
  readonly size?: number
  readonly prefix?: string
  readonly linkName?: string
  /** Added to the right checksum. */
  readonly checksumOff?: number
  /** `ustar\0` when left out; `ustar ` is GNU's, '' the oldest form. */
  readonly magic?: string
}

const BLOCK = 512

function put(block: Uint8Array, at: number, length: number, bytes: Uint8Array): void {
  if (bytes.length > length) throw new Error(`${bytes.length} bytes do not fit a field of ${length}`)
  block.set(bytes, at)
}

function octal(value: number, digits: number): Uint8Array {
  return utf8(value.toString(8).padStart(digits, '0'))
}

/** The header, the body and the padding of one member. */
export function tarMember(member: TarMember): Uint8Array {
  const body = typeof member.body === 'string' ? utf8(member.body) : (member.body ?? new Uint8Array(0))
  const block = new Uint8Array(BLOCK)
  put(block, 0, 100, utf8(member.name))
  put(block, 100, 7, octal(member.mode ?? 0o644, 7))
  put(block, 124, 11, octal(member.size ?? body.length, 11))
  block.fill(0x20, 148, 156)
  put(block, 156, 1, utf8(member.type ?? '0'))
  put(block, 157, 100, utf8(member.linkName ?? ''))
  put(block, 257, 8, utf8(member.magic ?? 'ustar\u000000'))
  put(block, 345, 155, utf8(member.prefix ?? ''))
  const sum = block.reduce((total, byte) => total + byte, 0) + (member.checksumOff ?? 0)
  put(block, 148, 8, utf8(`${sum.toString(8).padStart(6, '0')}\0 `))
  const padded = new Uint8Array(BLOCK + Math.ceil(body.length / BLOCK) * BLOCK)
  padded.set(block)
  padded.set(body, BLOCK)
  return padded
}

/** An archive of these members, with the two blocks of zeros that end it. */
export function tarOf(members: readonly TarMember[]): Uint8Array {
  return joined([...members.map(tarMember), new Uint8Array(2 * BLOCK)])
}

/** Chunks of bytes as one. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The body of a PAX header with these records. */
export function paxRecords(records: Readonly<Record<string, string>>): Uint8Array {
  return joined(Object.entries(records).map(([key, value]) => paxRecord(key, value)))
}

function paxRecord(key: string, value: string): Uint8Array {
  const rest = utf8(` ${key}=${value}\n`)
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return joined([utf8(String(length)), rest])
}

/** The members of a release with the shape of a real one: programs, tools, sources, VERSION and go.env. */
export function smallGoRelease(release: string, go = '#!/bin/sh\nexit 0\n'): TarMember[] {
  return [
    { name: 'go/', type: '5', mode: 0o755 },
    { name: 'go/VERSION', body: `${release}\ntime 2025-02-04T00:00:00Z\n` },
    {
      name: 'go/go.env',
      body: '# As released.\nGOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n',
    },
    { name: 'go/bin/', type: '5', mode: 0o755 },
    { name: 'go/bin/go', mode: 0o755, body: go },
    { name: 'go/bin/gofmt', mode: 0o755, body: '#!/bin/sh\nexit 0\n' },
    { name: 'go/pkg/tool/linux_amd64/compile', mode: 0o755, body: 'x'.repeat(3000) },
    { name: 'go/src/fmt/print.go', body: 'package fmt\n'.repeat(100) },
    { name: 'go/src/empty.go', body: '' },
    { name: 'go/src/runtime/proc.go', mode: 0o664, body: 'package runtime\n' },
  ]
}
