import { isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { CliFailure, type Issue } from '../cli-failure.js'
import { parseDuration } from '../duration.js'
import { parseWindow, WINDOW_EXAMPLES } from '../rollouts/read-window.js'
import { nearestKey } from './nearest-key.js'
import type { Shape } from './shape.js'

const DAY_MS = 86_400_000

/** A file to read. */
export interface YamlFile {
  readonly text: string
  /** For messages. */
  readonly name: string
}

/** How to read it: the words people use, and what it has to come to. */
export interface Reading<S extends z.ZodType> {
  readonly shape: Shape
  readonly schema: S
}

/** Reads a file. Throws a usage failure that says of each thing that is wrong in which line and column it is. */
export function readYaml<S extends z.ZodType>(
  { text, name }: YamlFile,
  { shape, schema }: Reading<S>,
): z.output<S> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const reader = new Reader(
    (offset) => {
      const { line, col } = lines.linePos(offset)
      return `${name}:${line}:${col}`
    },
    (node) => (isAlias(node) ? (node.resolve(document) ?? null) : node),
  )
  for (const { pos, message } of document.errors) reader.wrong(pos[0], firstLine(message))
  const value = document.errors.length > 0 ? undefined : reader.read(document.contents, shape, [])
  if (reader.issues.length > 0) throw unreadable(name, reader.issues)
  const read = schema.safeParse(value)
  if (read.success) return read.data
  for (const { path, message } of read.error.issues) reader.wrongAt(path.map(String), message)
  throw unreadable(name, reader.issues)
}

const firstLine = (message: string) => message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? message

function unreadable(name: string, issues: readonly Issue[]): CliFailure {
  return new CliFailure({
    code: 'file_malformed',
    message: `${name} cannot be read`,
    hint: 'Correct what is named; goherd plan --help has an example.',
    exit: 'usage',
    issues,
  })
}

/** Takes a YAML document apart, and remembers where each part was. */
class Reader {
  readonly issues: Issue[] = []
  readonly #offsets = new Map<string, number>()
  readonly #placeOf: (offset: number) => string
  readonly #resolve: (node: Node | null) => Node | null

  constructor(placeOf: (offset: number) => string, resolve: (node: Node | null) => Node | null) {
    this.#placeOf = placeOf
    this.#resolve = resolve
  }

  wrong(offset: number, message: string): void {
    this.issues.push({ path: this.#placeOf(offset), message })
  }

  /** At the nearest part that there is: what is missing has no place of its own. */
  wrongAt(path: readonly string[], message: string): void {
    let there = path.length
    while (there > 0 && !this.#offsets.has(path.slice(0, there).join('\n'))) there -= 1
    const where = path.join('.')
    const offset = this.#offsets.get(path.slice(0, there).join('\n')) ?? 0
    this.wrong(offset, where === '' ? message : `${where}: ${message}`)
  }

  read(given: Node | null, shape: Shape, path: readonly string[]): unknown {
    const node = this.#resolve(given)
    const offset = given?.range?.[0]
    if (offset !== undefined) this.#offsets.set(path.join('\n'), offset)
    // What is of another kind than it should be is left to the schema, which says what it should be.
    if (!isCollection(node)) return this.#scalar(node, shape, offset ?? 0)
    switch (shape.kind) {
      case 'list':
        return isSeq<Node | null>(node)
          ? node.items.map((item, n) => this.read(item, shape.of, [...path, String(n)]))
          : {}
      case 'named':
      case 'map':
        return isMap<Node, Node | null>(node) ? this.#fields(node.items, shape, path) : []
      case 'window':
        return this.read(node, shape.parts, path)
      default:
        return node.toJSON()
    }
  }

  #fields(
    items: readonly { readonly key: Node; readonly value: Node | null }[],
    shape: Extract<Shape, { kind: 'map' | 'named' }>,
    path: readonly string[],
  ): Record<string, unknown> {
    const fields: [string, unknown][] = []
    for (const { key, value } of items) {
      const written = isScalar(key) ? String(key.value) : ''
      const offset = key.range?.[0] ?? 0
      const field = shape.kind === 'named' ? { to: written, shape: shape.of } : own(shape.keys, written)
      if (field === undefined && shape.kind === 'map') this.#unknown(written, Object.keys(shape.keys), offset)
      if (field === undefined) continue
      const here = [...path, field.to]
      this.#offsets.set(here.join('\n'), offset)
      if (fields.some(([name]) => name === field.to)) this.wrong(offset, `${field.to} is said twice`)
      fields.push([field.to, this.read(value, field.shape, here)])
    }
    return Object.fromEntries(fields)
  }

  #unknown(written: string, known: readonly string[], offset: number): void {
    const nearest = nearestKey(written, known)
    const meant = nearest === undefined ? `there is ${known.join(', ')}` : `did you mean ${nearest}?`
    this.wrong(offset, `nothing reads ${written === '' ? 'this key' : written}: ${meant}`)
  }

  #scalar(node: Node | null, shape: Shape, offset: number): unknown {
    const value = isScalar(node) ? node.value : null
    const text = isScalar(node) ? (node.source ?? String(node.value)) : ''
    switch (shape.kind) {
      case 'text':
        return value === null ? null : text
      case 'seconds':
        return this.#seconds(value, text, offset)
      case 'days':
        return this.#days(value, text, offset)
      case 'window':
        return parseWindow(text) ?? this.wrong(offset, `${text} is no window: write ${WINDOW_EXAMPLES}`)
      default:
        return value
    }
  }

  #seconds(value: unknown, text: string, offset: number): unknown {
    const ms = parseDuration(text)
    if (ms !== undefined && ms % 1000 === 0) return ms / 1000
    return this.wrong(offset, `${String(value)} is no duration: write whole seconds as 30s, 10m or 2h`)
  }

  #days(value: unknown, text: string, offset: number): unknown {
    if (text === 'never' || value === null) return null
    const ms = parseDuration(text)
    if (ms !== undefined && ms > 0 && ms % DAY_MS === 0) return ms / DAY_MS
    return this.wrong(offset, `${text} is no number of days: write 7d, or never`)
  }
}

function own<T>(keys: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(keys, key) ? keys[key] : undefined
}
