import { Refused } from './refused.js'

/** A value as it was written: quoted ones are taken by the letter. `at` and `length` include the quotes. */
export interface Value {
  readonly text: string
  readonly quoted: boolean
  readonly at: number
  readonly length: number
}

export type Token =
  | {
      readonly kind: 'open' | 'close' | 'minus' | 'or' | 'and' | 'not'
      readonly at: number
      readonly length: number
    }
  | {
      readonly kind: 'term'
      readonly at: number
      readonly length: number
      /** Absent for a free word. */
      readonly field?: { readonly name: string; readonly operator: string }
      /** At least one. */
      readonly values: readonly Value[]
    }

const SPACE = /\s+/y
/** `state:`, `go:<`, `go>=`, `label.env=`, `state!=`. */
const FIELD = /([A-Za-z]+(?:\.[A-Za-z0-9._/-]*)?)(!=|:[<>]=?|:=|[<>]=?|[:=])/y
const BARE = /[^\s,()"]+/y
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y
const KEYWORDS = ['or', 'and', 'not'] as const

/**
 * Cuts a text into what the grammar is made of. Never loses a character but white space.
 * @throws Refused where a quote or a value is missing
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const space = matchAt(SPACE, text, at)
    if (space) at += space[0].length
    else {
      const token = readToken(text, at)
      tokens.push(token)
      at += token.length
    }
  }
  return tokens
}

function readToken(text: string, at: number): Token {
  const sign = text[at]
  if (sign === '(') return { kind: 'open', at, length: 1 }
  if (sign === ')') return { kind: 'close', at, length: 1 }
  if (sign === '-') return { kind: 'minus', at, length: 1 }
  const [whole = '', name, operator] = matchAt(FIELD, text, at) ?? []
  const values = readValues(text, at + whole.length)
  const last = values.at(-1)
  const length = (last ? last.at + last.length : at) - at
  if (name !== undefined && operator !== undefined) {
    return { kind: 'term', at, length, field: { name, operator }, values }
  }
  const keyword = keywordOf(values)
  return keyword ? { kind: keyword, at, length } : { kind: 'term', at, length, values }
}

/** The keyword that a value would be taken for; undefined when it is a word like any other. */
function keywordOf(values: readonly Value[]): (typeof KEYWORDS)[number] | undefined {
  const [only, ...more] = values
  if (!only || only.quoted || more.length > 0) return undefined
  return KEYWORDS.find((keyword) => keyword === only.text.toLowerCase())
}

/** Whether a text, written without quotes, would be read back as the same one free word. */
export function isPlainWord(text: string): boolean {
  return isPlainValue(text) && !text.startsWith('-') && !matchAt(FIELD, text, 0) && !isKeyword(text)
}

/** Whether a text, written without quotes after a field, would be read back as the same value, with no `*` to take for a glob. */
export function isPlainValue(text: string): boolean {
  return /^[^\s,()"*<>=][^\s,()"*]*$/.test(text)
}

function isKeyword(text: string): boolean {
  return KEYWORDS.some((keyword) => keyword === text.toLowerCase())
}

function readValues(text: string, start: number): Value[] {
  const values: Value[] = []
  let at = start
  for (;;) {
    const value = readValue(text, at)
    values.push(value)
    at += value.length
    if (text[at] !== ',') return values
    at += 1
  }
}

function readValue(text: string, at: number): Value {
  if (text[at] === '"') return readQuoted(text, at)
  const bare = matchAt(BARE, text, at)
  if (!bare) {
    throw new Refused({
      message: 'a value is missing here',
      hint: 'Write what to look for, such as state:drifted, or "" for an empty text.',
      at,
      length: at < text.length ? 1 : 0,
    })
  }
  const end = at + bare[0].length
  if (text[end] === '"') throw quoteInside(end)
  return { text: bare[0], quoted: false, at, length: bare[0].length }
}

function readQuoted(text: string, at: number): Value {
  const quoted = matchAt(QUOTED, text, at)
  if (!quoted) {
    const hint = 'Close it with another ", and write \\" for a quote inside.'
    throw new Refused({ message: 'this quote is not closed', hint, at, length: text.length - at })
  }
  const [whole, inside = ''] = quoted
  const end = at + whole.length
  if (end < text.length && !/[\s,)]/.test(text[end] ?? '')) throw quoteInside(end)
  return { text: inside.replace(/\\(["\\])/g, '$1'), quoted: true, at, length: whole.length }
}

function quoteInside(at: number): Refused {
  return new Refused({
    message: 'a quote belongs around a whole value',
    hint: 'Put the whole value into quotes, as in label.team="Build farm", and a space after it.',
    at,
    length: 1,
  })
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
