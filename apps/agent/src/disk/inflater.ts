import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { crc32, createInflateRaw, type InflateRaw, inflateRawSync } from 'node:zlib'
import { ArchiveError, type TreeSink, type ZipMember, type ZipPart } from '@goherd/go-archive'
import { errnoOf } from './errno.js'

/** Up to here a member is unpacked in one synchronous go: the way through the thread pool costs more than the work. */
const SMALL = 4 << 20

/** Unpacks the members of a zip into a sink, never more of one than the zip's directory says, and compares its checksum. */
export class Inflater {
  readonly #sink: TreeSink
  #small: Uint8Array[] = []
  #large: LargeMember | undefined

  constructor(sink: TreeSink) {
    this.#sink = sink
  }

  /** Takes the next part of the zip. Throws ArchiveError, and zlib's errors. */
  async take(part: ZipPart): Promise<void> {
    switch (part.kind) {
      case 'member':
        this.#sink.entry(part.member.entry)
        if (isLarge(part.member)) this.#large = new LargeMember(part.member, this.#sink)
        return
      case 'data':
        if (this.#large !== undefined) await this.#large.push(part.chunk)
        else this.#small.push(part.chunk.slice())
        return
      case 'end':
        if (this.#large !== undefined) await this.#large.end()
        else this.#inflateSmall(part.member)
        this.#large = undefined
        this.#sink.end()
    }
  }

  /** Lets go of what an interrupted zip left. */
  abandon(): void {
    this.#large?.abandon()
  }

  #inflateSmall(member: ZipMember): void {
    const packed = Buffer.concat(this.#small)
    this.#small = []
    const bytes = member.method === 'stored' ? packed : inflated(packed, member)
    if (bytes.length !== member.entry.size || crc32(bytes) !== member.crc32) throw damaged(member)
    if (bytes.length > 0) this.#sink.data(bytes)
  }
}

function isLarge({ packedSize, entry }: ZipMember): boolean {
  return packedSize > SMALL || entry.size > 4 * SMALL
}

function inflated(packed: Buffer, member: ZipMember): Buffer {
  if (packed.length === 0 && member.entry.kind === 'folder') return packed
  // An output of no bytes needs room for one, or zlib refuses the limit.
  const { buffer, engine } = inflateWithin(packed, Math.max(1, member.entry.size), member)
  // What lies after the end of the stream is nobody's.
  if (engine.bytesWritten !== packed.length) throw damaged(member)
  return buffer
}

function inflateWithin(packed: Buffer, size: number, member: ZipMember) {
  try {
    return withEngine(packed, size)
  } catch (cause) {
    throw errnoOf(cause) === 'ERR_BUFFER_TOO_LARGE' ? damaged(member) : cause
  }
}

/** `info` makes zlib answer the engine besides the bytes, which its types do not say. */
function withEngine(
  packed: Buffer,
  maxOutputLength: number,
): { buffer: Buffer; engine: { bytesWritten: number } } {
  const found: unknown = inflateRawSync(packed, { maxOutputLength, info: true })
  const buffer: unknown = Reflect.get(Object(found), 'buffer')
  const written: unknown = Reflect.get(Object(Reflect.get(Object(found), 'engine')), 'bytesWritten')
  if (Buffer.isBuffer(buffer) && typeof written === 'number')
    return { buffer, engine: { bytesWritten: written } }
  throw new Error('zlib answered without its engine')
}

/** A member that does not fit into memory together with what it unpacks to. */
class LargeMember {
  readonly #member: ZipMember
  readonly #sink: TreeSink
  readonly #stream: InflateRaw | undefined
  #size = 0
  #checksum = 0
  #packed = 0
  #failure: unknown

  constructor(member: ZipMember, sink: TreeSink) {
    this.#member = member
    this.#sink = sink
    if (member.method === 'stored') return
    const stream = createInflateRaw({ chunkSize: 256 * 1024 })
    // Also listened for between two chunks, when nobody waits.
    stream.on('error', (cause) => {
      this.#failure ??= cause
    })
    stream.on('data', (chunk: Buffer) => {
      try {
        this.#give(chunk)
      } catch (cause) {
        stream.destroy(cause instanceof Error ? cause : new Error(String(cause)))
      }
    })
    this.#stream = stream
  }

  async push(chunk: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    this.#packed += chunk.length
    if (this.#stream === undefined) this.#give(chunk)
    else if (!this.#stream.write(chunk.slice())) await once(this.#stream, 'drain')
  }

  async end(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#stream !== undefined) {
      const over = finished(this.#stream)
      this.#stream.end()
      await over
      if (this.#stream.bytesWritten !== this.#packed) throw damaged(this.#member)
    }
    const { entry, crc32: expected } = this.#member
    if (this.#size !== entry.size || this.#checksum !== expected) throw damaged(this.#member)
  }

  abandon(): void {
    this.#stream?.destroy()
  }

  #give(chunk: Uint8Array): void {
    this.#size += chunk.length
    if (this.#size > this.#member.entry.size) throw damaged(this.#member)
    this.#checksum = crc32(chunk, this.#checksum)
    this.#sink.data(chunk)
  }
}

function damaged({ name }: ZipMember): ArchiveError {
  return new ArchiveError('archive_malformed', `an entry is not what the zip says: ${name.slice(0, 200)}`)
}
