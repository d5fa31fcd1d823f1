/** A message as it went out. */
export interface KeptMessage {
  readonly seq: number
  readonly message: string
  readonly payload: unknown
  /** About how many characters it is on the wire. */
  readonly size: number
  /** When it was told, in milliseconds since 1970. */
  readonly at: number
}

/** How much is kept for who missed something: the oldest go when any of these is passed. */
export interface Keeping {
  readonly messages: number
  readonly size: number
  readonly ageMs: number
}

/** The last messages of the stream, numbered without a hole. Time comes in as milliseconds. */
export class RecentMessages {
  private kept: KeptMessage[] = []
  /** Messages before this place in `kept` are gone already; they are cut off now and then. */
  private start = 0
  private size = 0

  constructor(private readonly keeping: Keeping) {}

  /** Keeps the message after the last one. */
  add(message: KeptMessage): void {
    this.kept.push(message)
    this.size += message.size
    this.forget(message.at)
  }

  /** A number was given out for something that is not kept: nothing before it can be told without a hole. */
  clear(): void {
    this.kept = []
    this.start = 0
    this.size = 0
  }

  /**
   * What was told after a number, oldest first; undefined when some of it is gone, or that number was never given out.
   * @param position the number that was given out last
   */
  after(
    seq: number,
    { position, now }: { position: number; now: number },
  ): readonly KeptMessage[] | undefined {
    this.forget(now)
    if (seq === position) return []
    const first = this.kept[this.start]
    if (!first || seq > position || seq + 1 < first.seq) return undefined
    return this.kept.slice(this.start + seq + 1 - first.seq)
  }

  private forget(now: number): void {
    const { messages, size, ageMs } = this.keeping
    for (;;) {
      const oldest = this.kept[this.start]
      const count = this.kept.length - this.start
      if (!oldest || (count <= messages && this.size <= size && now - oldest.at <= ageMs)) break
      this.size -= oldest.size
      this.start += 1
    }
    if (this.start * 2 < this.kept.length) return
    this.kept = this.kept.slice(this.start)
    this.start = 0
  }
}
