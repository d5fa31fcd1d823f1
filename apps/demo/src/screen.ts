/** Where the demo says what it does. */
export interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** How far a step is: a part of a whole, or words. */
export type Far = { readonly done: number; readonly of: number } | string

const BAR = 24
const CLEAR = '\r\u001b[2K'
/** Elsewhere than on a terminal, a step says at most so often how far it is. */
const PLAIN_EVERY_MS = 5_000

/** `████░░░░ 512 of 2,048`; full only when all is done. */
export function describeFar(far: Far): string {
  if (typeof far === 'string') return far
  const full = far.of === 0 ? BAR : Math.floor((far.done / far.of) * BAR)
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${number(far.done)} of ${number(far.of)}`
}

/** With thousands apart: `10,000`. */
export function number(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** `0.8 s`, `1 min 12 s`. */
export function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`
}

/** Says step by step what is done: a moving line on a terminal, plain lines elsewhere. */
export class Screen {
  readonly #out: Stream
  readonly #now: () => number

  constructor(out: Stream, now: () => number = () => performance.now()) {
    this.#out = out
    this.#now = now
  }

  line(text: string): void {
    this.#out.write(`${text}\n`)
  }

  /** One line that replaces the one before on a terminal, and is a line of its own elsewhere. */
  live(text: string): void {
    if (this.#out.isTTY === true) this.#out.write(`${CLEAR}${text.slice(0, (this.#out.columns ?? 80) - 1)}`)
    else this.line(text)
  }

  /** Runs one step and says its outcome and how long it took. */
  async step<T>(title: string, work: (tell: (far: Far) => void) => Promise<T>): Promise<T> {
    const began = this.#now()
    let last = ''
    let said = began
    const tell = (far: Far) => {
      last = describeFar(far)
      const now = this.#now()
      if (this.#out.isTTY === true) this.live(`  ${title}  ${last}`)
      else if (now - said >= PLAIN_EVERY_MS) {
        said = now
        this.line(`  ${title}: ${last}`)
      }
    }
    if (this.#out.isTTY === true) this.live(`  ${title}`)
    try {
      const result = await work(tell)
      this.#end('✓', title, last, began)
      return result
    } catch (error) {
      this.#end('✗', title, last, began)
      throw error
    }
  }

  #end(mark: string, title: string, last: string, began: number): void {
    const clear = this.#out.isTTY === true ? CLEAR : ''
    const how = last.replace(/^[█░]+ /, '')
    this.line(`${clear}${mark} ${title}${how === '' ? '' : `: ${how}`} (${seconds(this.#now() - began)})`)
  }
}
