import { duration } from './amounts.mjs'

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
/** On a pipe, a long step says now and then that it is alive. */
const SIGN_OF_LIFE_MS = 20_000

/** Says what is being done, one line for each step: a spinner on a terminal, plain lines elsewhere. */
export class Progress {
  /** @param {{ out?: NodeJS.WriteStream }} [options] */
  constructor({ out = process.stdout } = {}) {
    this.out = out
    this.live = Boolean(out.isTTY) && process.env.TERM !== 'dumb'
    this.colour = this.live && !process.env.NO_COLOR
  }

  /** @param {string} text */
  line(text) {
    this.out.write(`${text}\n`)
  }

  /**
   * Runs one step and prints its outcome with its duration.
   * @template T
   * @param {string} title what is being done
   * @param {(note: (text: string) => void) => Promise<T>} work `note` changes what is shown beside the title
   * @returns {Promise<T>}
   */
  async step(title, work) {
    const began = performance.now()
    let shown = ''
    const note = (/** @type {string} */ text) => {
      shown = text
    }
    const stop = this.#animate(title, () => shown)
    try {
      const result = await work(note)
      stop()
      this.line(this.#outcome('✓', 32, title, shown, performance.now() - began))
      return result
    } catch (error) {
      stop()
      this.line(this.#outcome('✗', 31, title, shown, performance.now() - began))
      throw error
    }
  }

  /** @param {string} mark @param {number} colour @param {string} title @param {string} note @param {number} ms */
  #outcome(mark, colour, title, note, ms) {
    const sign = this.colour ? `\u001b[${colour}m${mark}\u001b[0m` : mark
    return `${sign} ${title}${note ? `: ${note}` : ''} (${duration(ms)})`
  }

  /** @param {string} title @param {() => string} note @returns {() => void} */
  #animate(title, note) {
    const began = performance.now()
    if (!this.live) {
      const alive = setInterval(() => {
        this.line(
          `  … ${title}${note() ? `: ${note()}` : ''} (${duration(performance.now() - began)} so far)`,
        )
      }, SIGN_OF_LIFE_MS)
      return () => clearInterval(alive)
    }
    let frame = 0
    const draw = () => {
      frame = (frame + 1) % FRAMES.length
      const text = `${FRAMES[frame]} ${title}${note() ? `: ${note()}` : ''}`
      this.out.write(`\r\u001b[K${text.slice(0, (this.out.columns ?? 80) - 1)}`)
    }
    draw()
    const timer = setInterval(draw, 100)
    return () => {
      clearInterval(timer)
      this.out.write('\r\u001b[K')
    }
  }
}
