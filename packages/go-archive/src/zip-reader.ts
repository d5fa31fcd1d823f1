import { ArchiveError } from './archive-error.js'
import {
  parseZipDirectory,
  parseZipEnd,
  readZipName,
  refuseExtras,
  ZIP_END,
  type ZipMember,
  type ZipOptions,
} from './zip-directory.js'

const LOCAL_MARK = 0x04034b50
const LOCAL_HEAD = 30
const DESCRIPTOR_MARK = 0x08074b50
const DESCRIPTOR = 16
const HAS_DESCRIPTOR = 0x8

/** What a zip gives, in order: for each member `member`, `data` zero or more times, `end`. The chunks are packed, and only lent. */
export type ZipPart =
  | { readonly kind: 'member'; readonly member: ZipMember }
  | { readonly kind: 'data'; readonly chunk: Uint8Array }
  | { readonly kind: 'end'; readonly member: ZipMember }

type State =
  | { readonly kind: 'head' | 'data' | 'descriptor'; left: number; readonly member: ZipMember }
  | { readonly kind: 'name'; left: number; readonly member: ZipMember; readonly nameLength: number }
  | { readonly kind: 'tail' }

/**
 * Reads a zip from its first byte to its last, strictly. Its directory, which lies at its end, has to be known before: it says what
 * follows, every byte of the file has to be where it says, and the bytes at the end have to be the same ones again. So no two
 * readers can see two different archives in it. Unpacking is the caller's: the reader gives packed bytes. `read` and `finish`
 * throw ArchiveError, and the reader is dead then.
 */
export class ZipReader {
  readonly members: readonly ZipMember[]
  readonly #tail: Uint8Array
  #tailAt = 0
  #index = 0
  #position = 0
  #state: State
  readonly #kept: number[] = []

  /** `tail`: the directory and the end record, from `parseZipEnd(…).at` to the end of the file of `fileSize` bytes. */
  constructor(tail: Uint8Array, fileSize: number, options: ZipOptions = {}) {
    this.#tail = tail.slice()
    const end = parseZipEnd(this.#tail.subarray(Math.max(0, tail.length - ZIP_END)), fileSize)
    if (end.size + ZIP_END !== tail.length)
      throw new ArchiveError('archive_malformed', 'the zip has a directory of an unusual kind')
    this.members = parseZipDirectory(this.#tail.subarray(0, end.size), end, options).members
    this.#state = this.#next()
  }

  /** Takes the next bytes of the file, in chunks of any size, and gives what is in them. To be read to its end each time. */
  *read(chunk: Uint8Array): Generator<ZipPart> {
    let at = 0
    while (at < chunk.length) {
      const state = this.#state
      if (state.kind === 'tail') {
        this.#compareTail(chunk.subarray(at))
        return
      }
      const part = chunk.subarray(at, at + state.left)
      at += part.length
      state.left -= part.length
      this.#position += part.length
      if (state.kind === 'data') yield { kind: 'data', chunk: part }
      else this.#keep(part)
      // A body of no bytes is passed through at once.
      while (this.#state.kind !== 'tail' && this.#state.left === 0) yield* this.#finish(this.#state)
    }
  }

  /** Says that the file is over. Throws `archive_truncated` when it is not. */
  finish(): void {
    if (this.#state.kind !== 'tail' || this.#tailAt !== this.#tail.length)
      throw new ArchiveError('archive_truncated', 'the archive ends in the middle')
  }

  #keep(part: Uint8Array): void {
    for (const byte of part) this.#kept.push(byte)
  }

  #taken(): Uint8Array {
    return Uint8Array.from(this.#kept.splice(0))
  }

  *#finish(state: Exclude<State, { kind: 'tail' }>): Generator<ZipPart> {
    const { member } = state
    switch (state.kind) {
      case 'head':
        this.#state = { kind: 'name', member, ...checkHead(this.#taken(), member) }
        return
      case 'name':
        checkName(this.#taken(), state.nameLength, member)
        this.#state = { kind: 'data', left: member.packedSize, member }
        yield { kind: 'member', member }
        return
      case 'data':
        yield { kind: 'end', member }
        this.#state =
          (member.flags & HAS_DESCRIPTOR) !== 0
            ? { kind: 'descriptor', left: DESCRIPTOR, member }
            : this.#next()
        return
      case 'descriptor':
        checkDescriptor(this.#taken(), member)
        this.#state = this.#next()
    }
  }

  #next(): State {
    const member = this.members[this.#index]
    this.#index += 1
    if (member === undefined) return { kind: 'tail' }
    if (member.at !== this.#position)
      throw new ArchiveError(
        'archive_malformed',
        `bytes that belong to no entry, or to two, at ${member.name}`,
      )
    return { kind: 'head', left: LOCAL_HEAD, member }
  }

  #compareTail(rest: Uint8Array): void {
    for (const byte of rest) {
      if (byte !== this.#tail[this.#tailAt])
        throw new ArchiveError(
          'archive_malformed',
          'the directory of the zip changed, or bytes lie before it',
        )
      this.#tailAt += 1
    }
  }
}

/** Compares a local header with the directory's entry. Answers how long the name is, and it with the extra fields after it. */
function checkHead(bytes: Uint8Array, member: ZipMember): { nameLength: number; left: number } {
  const view = new DataView(bytes.buffer)
  const later = (member.flags & HAS_DESCRIPTOR) !== 0
  const agrees = (at: number, expected: number) => {
    const found = view.getUint32(at, true)
    return found === expected || (later && found === 0)
  }
  const same =
    view.getUint32(0, true) === LOCAL_MARK &&
    view.getUint16(6, true) === member.flags &&
    view.getUint16(8, true) === (member.method === 'stored' ? 0 : 8) &&
    agrees(14, member.crc32) &&
    agrees(18, member.packedSize) &&
    agrees(22, member.entry.size)
  if (!same) throw differs(member)
  const nameLength = view.getUint16(26, true)
  return { nameLength, left: nameLength + view.getUint16(28, true) }
}

function checkName(bytes: Uint8Array, nameLength: number, member: ZipMember): void {
  if (readZipName(bytes.subarray(0, nameLength), member.flags) !== member.name) throw differs(member)
  refuseExtras(bytes.subarray(nameLength), member.name)
}

function checkDescriptor(bytes: Uint8Array, member: ZipMember): void {
  const view = new DataView(bytes.buffer)
  const same =
    view.getUint32(0, true) === DESCRIPTOR_MARK &&
    view.getUint32(4, true) === member.crc32 &&
    view.getUint32(8, true) === member.packedSize &&
    view.getUint32(12, true) === member.entry.size
  if (!same) throw differs(member)
}

function differs(member: ZipMember): ArchiveError {
  return new ArchiveError(
    'archive_malformed',
    `the zip says two things about one entry: ${member.name.slice(0, 200)}`,
  )
}
