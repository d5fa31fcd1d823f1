import { joined } from './tar-maker.js'
import { utf8 } from './utf8.js'

/** One member of a zip to make, right or deliberately wrong. For tests: nothing that ships makes zips. */
export interface ZipMemberToMake {
  readonly name: string
  /** The packed bytes. */
  readonly packed: Uint8Array
  /** Of the bytes as they were. */
  readonly size: number
  readonly crc32: number
  /** 8, deflated, when left out. */
  readonly method?: number
  readonly flags?: number
  /** Without it sizes stand in the local header; Go's own zips have it. */
  readonly descriptor?: boolean
  /** The creator's system in the directory; 3 is Unix. */
  readonly creator?: number
  readonly attributes?: number
  readonly extra?: Uint8Array
  readonly localName?: string
  readonly localSize?: number
  readonly descriptorSize?: number
  readonly at?: number
  /** Bytes before the local header that belong to nothing. */
  readonly before?: Uint8Array
}

export interface ZipToMake {
  readonly members: readonly ZipMemberToMake[]
  readonly comment?: string
  /** What the end record says, when it is to differ. */
  readonly entries?: number
  readonly beforeDirectory?: Uint8Array
}

const DESCRIPTOR = 0x8

/** The bytes of a zip. */
export function zipOf({ members, comment = '', entries, beforeDirectory }: ZipToMake): Uint8Array {
  const parts: Uint8Array[] = []
  const heads: Uint8Array[] = []
  let at = 0
  for (const member of members) {
    const before = member.before ?? new Uint8Array(0)
    heads.push(directoryEntry(member, at + before.length))
    const local = joined([before, localEntry(member)])
    parts.push(local)
    at += local.length
  }
  if (beforeDirectory !== undefined) {
    parts.push(beforeDirectory)
    at += beforeDirectory.length
  }
  const directory = joined(heads)
  const end = record([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, entries ?? members.length],
    [2, entries ?? members.length],
    [4, directory.length],
    [4, at],
    [2, comment.length],
  ])
  return joined([...parts, directory, end, utf8(comment)])
}

function flagsOf({ flags, descriptor = true }: ZipMemberToMake): number {
  return (flags ?? 0x800) | (descriptor ? DESCRIPTOR : 0)
}

function localEntry(member: ZipMemberToMake): Uint8Array {
  const { packed, crc32, descriptor = true } = member
  const size = member.localSize ?? member.size
  const name = utf8(member.localName ?? member.name)
  const head = record([
    [4, 0x04034b50],
    [2, 20],
    [2, flagsOf(member)],
    [2, member.method ?? 8],
    [4, 0],
    [4, descriptor ? 0 : crc32],
    [4, descriptor ? 0 : packed.length],
    [4, descriptor ? 0 : size],
    [2, name.length],
    [2, member.extra?.length ?? 0],
  ])
  const after = record([
    [4, 0x08074b50],
    [4, crc32],
    [4, packed.length],
    [4, member.descriptorSize ?? member.size],
  ])
  return joined([head, name, member.extra ?? new Uint8Array(0), packed, ...(descriptor ? [after] : [])])
}

function directoryEntry(member: ZipMemberToMake, at: number): Uint8Array {
  const name = utf8(member.name)
  return joined([
    record([
      [4, 0x02014b50],
      [2, ((member.creator ?? 3) << 8) | 20],
      [2, 20],
      [2, flagsOf(member)],
      [2, member.method ?? 8],
      [4, 0],
      [4, member.crc32],
      [4, member.packed.length],
      [4, member.size],
      [2, name.length],
      [2, member.extra?.length ?? 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, member.attributes ?? (member.name.endsWith('/') ? 0o040755 : 0o100644) * 65_536],
      [4, member.at ?? at],
    ]),
    name,
    member.extra ?? new Uint8Array(0),
  ])
}

function record(fields: readonly (readonly [2 | 4, number])[]): Uint8Array {
  const bytes: number[] = []
  for (const [width, value] of fields) {
    for (let i = 0; i < width; i++) bytes.push(Math.floor(value / 256 ** i) % 256)
  }
  return Uint8Array.from(bytes)
}
