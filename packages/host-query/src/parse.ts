import { type HostQuery, MAX_DEPTH, MAX_LENGTH, MAX_TESTS, type ParsedQuery } from './query.js'
import { readTest } from './read-test.js'
import { Refused } from './refused.js'
import { type Token, tokensOf } from './tokens.js'

/**
 * Reads a query. Conditions beside one another all have to hold, `or` separates alternatives, `-` or `not` turns one round, and
 * parentheses group. Never throws.
 */
export function parseHostQuery(text: string): ParsedQuery {
  try {
    refuseUnreadable(text)
    return { ok: true, query: new Parser(text).whole() }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem }
    throw error
  }
}

function refuseUnreadable(text: string): void {
  if (text.length > MAX_LENGTH) {
    throw new Refused({
      message: `a query has at most ${MAX_LENGTH} characters, this one has ${text.length}`,
      hint: 'Use * for a part of a name, or give the hosts a label and ask for that.',
      at: MAX_LENGTH,
      length: text.length - MAX_LENGTH,
    })
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that no database stores are what is looked for.
  const strange = /[\u0000-\u0008\u000e-\u001f\u007f]|\p{Surrogate}/u.exec(text)
  if (strange) {
    const hint = 'Delete the character at this place.'
    throw new Refused({ message: 'this character cannot be looked for', hint, at: strange.index, length: 1 })
  }
}

/** Goes once over the tokens of a text, by the rules `either`, `all` and `one`, the weakest first. */
class Parser {
  private readonly tokens: readonly Token[]
  private readonly end: number
  private next = 0
  private depth = 0
  private tests = 0

  constructor(text: string) {
    this.tokens = tokensOf(text)
    this.end = text.length
  }

  whole(): HostQuery {
    if (this.tokens.length === 0) return { kind: 'and', parts: [] }
    const query = this.either()
    const left = this.tokens[this.next]
    if (!left) return query
    const hint = 'Take it away, or put a ( before what belongs together.'
    throw new Refused({ message: 'this ) closes nothing', hint, at: left.at, length: left.length })
  }

  private either(): HostQuery {
    const parts = [this.all()]
    while (this.accept('or')) parts.push(this.all())
    return joined('or', parts)
  }

  private all(): HostQuery {
    const parts = [this.one()]
    for (;;) {
      const kind = this.tokens[this.next]?.kind
      if (kind === undefined || kind === 'or' || kind === 'close') return joined('and', parts)
      if (kind === 'and') this.next += 1
      parts.push(this.one())
    }
  }

  private one(): HostQuery {
    const token = this.tokens[this.next]
    switch (token?.kind) {
      case 'term':
        this.next += 1
        return this.counted(readTest(token))
      case 'minus':
      case 'not':
        this.next += 1
        return negated(this.deeper(token, () => this.one()))
      case 'open':
        this.next += 1
        return this.deeper(token, () => this.group(token))
      default:
        throw this.missing(token)
    }
  }

  private group(open: Token): HostQuery {
    const query = this.either()
    if (this.accept('close')) return query
    const hint = 'Put a ) where the group ends.'
    throw new Refused({ message: 'this ( is not closed', hint, at: open.at, length: open.length })
  }

  private counted(query: HostQuery): HostQuery {
    this.tests += 1
    if (this.tests <= MAX_TESTS) return query
    const { at = 0, length = 0 } = this.tokens[this.next - 1] ?? {}
    const hint = 'Join values of one field with commas, as in name:a,b,c.'
    throw new Refused({ message: `a query has at most ${MAX_TESTS} conditions`, hint, at, length })
  }

  private deeper(token: Token, read: () => HostQuery): HostQuery {
    this.depth += 1
    if (this.depth > MAX_DEPTH) {
      const message = `a query is nested at most ${MAX_DEPTH} deep`
      throw new Refused({ message, hint: 'Take parentheses away.', at: token.at, length: token.length })
    }
    const query = read()
    this.depth -= 1
    return query
  }

  private accept(kind: 'or' | 'close'): boolean {
    if (this.tokens[this.next]?.kind !== kind) return false
    this.next += 1
    return true
  }

  private missing(token: Token | undefined): Refused {
    const { at, length } = token ?? { at: this.end, length: 0 }
    const before = this.tokens[this.next - 1]
    const place = before ? 'after this' : 'before this'
    const shown = token ? { at, length } : { at: before?.at ?? at, length: before?.length ?? length }
    const hint = 'Write a condition such as state:drifted, or put a word that is meant as such into quotes.'
    return new Refused({ message: `a condition is missing ${token ? 'here' : place}`, hint, ...shown })
  }
}

function joined(kind: 'and' | 'or', parts: readonly HostQuery[]): HostQuery {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]))
  const [only] = flat
  return only && flat.length === 1 ? only : { kind, parts: flat }
}

function negated(part: HostQuery): HostQuery {
  return part.kind === 'not' ? part.part : { kind: 'not', part }
}
