import type { Clock } from '@goherd/testkit'
import type { Trouble } from './cast.js'

/** A host to which something can happen. */
export interface Living {
  spoil(trouble: Trouble): void
  mend(): void
  leave(): void
  comeBack(): void
}

export interface LifeOptions {
  readonly clock: Clock
  /** In [0, 1). */
  random(): number
  /** Changes a second, of all hosts together. */
  readonly perSecond: number
}

/** Fewest calls a second; where more changes are wanted, each call makes several. */
const BEAT_MS = 50
const KINDS: readonly Trouble[] = ['edited-settings', 'edited-link', 'shadowed-go', 'offline']
/** So many hosts are in trouble of this kind at a time, of a thousand; then old troubles end before new ones begin. */
const AT_ONCE = 0.01

/** A slow trickle of change, or a quick one: hosts get into trouble, and out of it, the longest in trouble first. */
export class Life {
  readonly #hosts: readonly Living[]
  readonly #options: LifeOptions
  readonly #troubled: { readonly index: number; readonly trouble: Trouble }[] = []
  #due = 0
  #cancel: () => void = () => {}
  /** How many changes there were. */
  changes = 0

  constructor(hosts: readonly Living[], options: LifeOptions) {
    this.#hosts = hosts
    this.#options = options
  }

  /** Lets it begin; the answer ends it. */
  begin(): () => void {
    this.#beat()
    return () => this.#cancel()
  }

  #beat(): void {
    const { clock, perSecond } = this.#options
    const pause = Math.max(BEAT_MS, 1000 / perSecond)
    this.#cancel = clock.after(pause, () => {
      this.#due += (perSecond * pause) / 1000
      for (; this.#due >= 1; this.#due -= 1) this.#change()
      this.#beat()
    })
  }

  #change(): void {
    if (this.#hosts.length === 0) return
    this.changes += 1
    const most = Math.max(2, Math.floor(this.#hosts.length * AT_ONCE))
    const oldest = this.#troubled.length >= most ? this.#troubled.shift() : undefined
    if (oldest === undefined) this.#worsen()
    else if (oldest.trouble === 'offline') this.#hosts[oldest.index]?.comeBack()
    else this.#hosts[oldest.index]?.mend()
  }

  #worsen(): void {
    const { random } = this.#options
    const index = Math.floor(random() * this.#hosts.length)
    const trouble = KINDS[Math.floor(random() * KINDS.length)] ?? 'edited-settings'
    if (this.#troubled.some((other) => other.index === index)) return
    this.#troubled.push({ index, trouble })
    if (trouble === 'offline') this.#hosts[index]?.leave()
    else this.#hosts[index]?.spoil(trouble)
  }
}
