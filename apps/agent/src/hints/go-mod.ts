import { type Ask, OddLine, readAsk } from './hint.js'

/** What go.mod or go.work says about the Go it wants. */
export interface GoModHints {
  readonly go: Ask | undefined
  readonly toolchain: Ask | undefined
}

/**
 * The `go` and `toolchain` lines of a go.mod or go.work. Both are floors: Go takes any newer patch for them. Throws OddLine for lines that
 * Go itself would refuse. Pure.
 */
export function parseGoMod(text: string): GoModHints {
  let go: Ask | undefined
  let toolchain: Ask | undefined
  let inBlock = false
  for (const [index, raw] of text.split('\n').entries()) {
    const number = index + 1
    const words = raw
      .replace(/\/\/.*$/, '')
      .trim()
      .split(/\s+/)
    const [verb, value, ...rest] = words
    if (inBlock) {
      inBlock = verb !== ')'
      continue
    }
    inBlock = words.at(-1) === '('
    if (verb !== 'go' && verb !== 'toolchain') continue
    const asks = unquote(value ?? '')
    if (asks === '' || rest.length > 0)
      throw new OddLine(number, `"${raw.trim()}" should be: ${verb} VERSION`)
    if (verb === 'go') go = once(go, number, readAsk(asks, number, { orNewer: 'better' }))
    else if (asks !== 'default') toolchain = once(toolchain, number, readToolchain(asks, number))
  }
  return { go, toolchain }
}

function once(before: Ask | undefined, line: number, now: Ask): Ask {
  if (before === undefined) return now
  throw new OddLine(line, `it says again what line ${before.line} says already`)
}

/** Vendors add a suffix to the toolchains they build: those are in no catalogue. */
function readToolchain(asks: string, line: number): Ask {
  if (!asks.startsWith('go')) throw new OddLine(line, `${JSON.stringify(asks)} should begin with go`)
  return readAsk(asks, line, { orNewer: 'will-do' })
}

function unquote(word: string): string {
  return /^(["`])(.*)\1$/.exec(word)?.[2] ?? word
}
