import type { CheckAnswer, CheckDone, CheckOrder, CheckResult } from '@goherd/protocol'
import type { PinnedKey } from '../open-signed.js'
import { verifyCheck } from './verify-check.js'

/** Orders that may wait for their turn, and answers that are remembered. */
const MOST_WAITING = 8
const MOST_REMEMBERED = 50

export interface CheckKeeperPorts {
  readonly now: () => number
  /** The key that orders have to be signed with, and who this host is. */
  readonly trust: () => PinnedKey & { readonly hostId: string }
  readonly run: (order: CheckOrder, signal: AbortSignal) => Promise<CheckResult>
  /** Tells the server; false when it did not acknowledge. */
  readonly tell: (done: CheckDone) => Promise<boolean>
  readonly say: (message: string) => void
}

/** Tries what the server asks to be tried: one check at a time, the same one once, and its answer until the server has it. */
export class CheckKeeper {
  readonly #ports: CheckKeeperPorts
  readonly #waiting: CheckOrder[] = []
  readonly #done = new Map<string, CheckResult>()
  readonly #untold = new Set<string>()
  readonly #stop = new AbortController()
  #running: string | undefined
  #work: Promise<void> = Promise.resolve()

  constructor(ports: CheckKeeperPorts) {
    this.#ports = ports
  }

  /** Takes an order, or says why not. What comes of it is told later, and again when it is asked again. */
  ask(jws: string): CheckAnswer {
    const verified = verifyCheck(jws, { ...this.#ports.trust(), now: this.#ports.now() })
    if (!verified.ok) {
      this.#ports.say(`a check was refused: ${verified.why}`)
      return { accepted: false, why: verified.why }
    }
    const { order } = verified
    if (this.#done.has(order.id)) {
      this.#untold.add(order.id)
      void this.tellAgain()
    } else if (this.#running !== order.id && !this.#waiting.some(({ id }) => id === order.id)) {
      if (this.#waiting.length >= MOST_WAITING)
        return { accepted: false, why: 'other checks are waiting here' }
      this.#waiting.push(order)
      if (this.#running === undefined) this.#work = this.#next()
    }
    return { accepted: true, why: '' }
  }

  /** Tells what the server has not acknowledged: call it when a connection opens. */
  async tellAgain(): Promise<void> {
    for (const id of [...this.#untold]) {
      const result = this.#done.get(id)
      if (result === undefined || (await this.#ports.tell({ id, result }))) this.#untold.delete(id)
    }
  }

  /** Ends what runs, without an answer. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the agent stops'))
    await this.#work
  }

  async #next(): Promise<void> {
    const { signal } = this.#stop
    for (let order = this.#waiting.shift(); order && !signal.aborted; order = this.#waiting.shift()) {
      this.#running = order.id
      try {
        this.#remember(order.id, await this.#resultOf(order, signal))
      } catch (cause) {
        // Only an abort comes here: the server asks again when this host is back.
        if (!signal.aborted) throw cause
      }
      this.#running = undefined
      await this.tellAgain()
    }
  }

  async #resultOf(order: CheckOrder, signal: AbortSignal): Promise<CheckResult> {
    if (Date.parse(order.expiresAt) <= this.#ports.now())
      return { kind: 'unable', code: 'expired', why: 'the order expired before its turn came' }
    try {
      return await this.#ports.run(order, signal)
    } catch (cause) {
      // Whatever else is wrong with a check, the agent lives on, and the server hears of it.
      signal.throwIfAborted()
      return { kind: 'unable', code: 'not_tried', why: String(cause).slice(0, 1_000) }
    }
  }

  #remember(id: string, result: CheckResult): void {
    this.#done.set(id, result)
    this.#untold.add(id)
    for (const old of this.#done.keys()) {
      if (this.#done.size <= MOST_REMEMBERED) break
      this.#done.delete(old)
    }
  }
}
