import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml'
import { parseDuration } from '../rollouts/new/duration'
import type { DesiredDraft } from './desired-draft'
import type { PolicyDraft } from './policy-draft'
import type { LineMistake, YamlReading } from './yaml-reading'

const KEYS = {
  file: ['version', 'groups'],
  group: ['go', 'settings', 'policy'],
  policy: ['keep', 'drain', 'drainSeconds', 'drift', 'agent'],
} as const

/** Keys of a fleet file that say how, not what. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  policies: 'press Roll out in stages instead, or apply the file with goherd apply -f',
  rollout: 'press Roll out in stages instead, or apply the file with goherd apply -f',
  drill: 'set it with Fire drill on this page, or apply the file with goherd apply -f',
  drillEveryDays: 'set it with Fire drill on this page, or apply the file with goherd apply -f',
}

const SYNTAX_HINTS: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: 'indent it like its neighbours',
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'take one of the two away',
  MISSING_CHAR: 'write what is missing, or put the value in quotes',
  MULTIPLE_DOCS: 'leave out what follows ---',
}

/** Reads what one group shall have from a fleet file. What it says is not judged here, only that it says it. */
export function readGroupYaml(text: string, group: string): YamlReading {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number) => lines.linePos(offset).line
  if (document.errors.length > 0) {
    const mistakes = document.errors.map((error) => ({
      line: lineAt(error.pos[0]),
      message: sayError(error),
    }))
    return { kind: 'wrong', mistakes }
  }
  const reader = new GroupReader(document, lineAt)
  const desired = reader.file(group)
  return reader.mistakes.length > 0
    ? { kind: 'wrong', mistakes: reader.mistakes }
    : { kind: 'read', desired, lines: reader.lines }
}

function sayError({ code, message }: YAMLError): string {
  const [first = message] = message.split('\n')
  const said = first.replace(/ at line \d+.*$/, '')
  return `${said}: ${SYNTAX_HINTS[code] ?? 'each line is a key, a colon, a space and a value'}`
}

type Fields = ReadonlyMap<string, Node | null>

/** Takes a document apart and remembers in which line each part is. */
class GroupReader {
  readonly mistakes: LineMistake[] = []
  readonly lines = new Map<string, number>()
  readonly #document: Document
  readonly #lineAt: (offset: number) => number

  constructor(document: Document, lineAt: (offset: number) => number) {
    this.#document = document
    this.#lineAt = lineAt
  }

  file(group: string): DesiredDraft {
    const file = this.#fields(this.#document.contents, 'the file', KEYS.file)
    if (this.#text(file.get('version') ?? null) !== '1')
      this.#wrong(file.get('version') ?? null, 'the version of the file is 1: write version: 1')
    const groups = this.#fields(file.get('groups') ?? null, 'groups')
    for (const [name, node] of groups)
      if (name !== group)
        this.#wrong(
          node,
          `this page sets ${group} only: take ${name} away, or apply the file with goherd apply -f`,
        )
    if (!groups.has(group))
      this.#wrong(file.get('groups') ?? null, `there is no ${group}: write it under groups:`)
    return this.#group(groups.get(group) ?? null, group)
  }

  #group(node: Node | null, group: string): DesiredDraft {
    this.#remember('', node)
    const fields = this.#fields(node, group, KEYS.group, '')
    const settings = this.#fields(fields.get('settings') ?? null, 'settings', undefined, 'settings.')
    const rows = [...settings].map(([name, value]) => ({ name, value: this.#setting(name, value) }))
    return { go: this.#text(fields.get('go') ?? null), rows, policy: this.#policy(fields) }
  }

  #setting(name: string, node: Node | null): string {
    const there = this.#resolve(node)
    if (there === null || (isScalar(there) && there.value === null))
      this.#wrong(node, `${name} has no value: write "" for an empty one, or take the line away`)
    return this.#text(node)
  }

  #policy(group: Fields): PolicyDraft {
    const fields = this.#fields(group.get('policy') ?? null, 'policy', KEYS.policy, 'policy.')
    const text = (key: string) => this.#text(fields.get(key) ?? null)
    const drift = text('drift')
    if (!['', 'report', 'correct'].includes(drift))
      this.#wrong(fields.get('drift') ?? null, `drift is report or correct, not ${drift}: write one of them`)
    return { keep: text('keep'), drain: this.#drain(fields), drift, agent: text('agent') }
  }

  /** `drainSeconds: 600`, or as people write it: `drain: 10m`. */
  #drain(fields: Fields): string {
    const drain = fields.get('drain') ?? null
    const seconds = this.#text(fields.get('drainSeconds') ?? null)
    const written = this.#text(drain)
    if (written === '') return seconds
    const line = this.lines.get('policy.drain')
    if (line !== undefined) this.lines.set('policy.drainSeconds', line)
    if (seconds !== '') this.#wrong(drain, 'drain is said twice: take drain or drainSeconds away')
    const read = parseDuration(written)
    if (read === undefined) this.#wrong(drain, `${written} is no duration: write 30s, 10m or 2h`)
    return read?.toString() ?? ''
  }

  /** A map's values by key. Nothing where a map should be is an empty one. */
  #fields(given: Node | null, what: string, known?: readonly string[], path?: string): Fields {
    const node = this.#resolve(given)
    const fields = new Map<string, Node | null>()
    if (node === null || (isScalar(node) && node.value === null)) return fields
    if (!isMap<Node, Node | null>(node)) {
      this.#wrong(given, `${what} is not made of keys and values: write each as key: value on a line`)
      return fields
    }
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      if (path !== undefined) this.#remember(`${path}${name}`, key)
      if (known?.includes(name) === false) this.#unknown(key, name, known)
      else fields.set(name, value)
    }
    return fields
  }

  #unknown(key: Node, name: string, known: readonly string[]): void {
    const instead = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined
    this.#wrong(key, `nothing reads ${name} here: ${instead ?? `there is ${known.join(', ')}`}`)
  }

  /** As it is written: `1.20` is no 1.2. */
  #text(given: Node | null): string {
    const node = this.#resolve(given)
    if (node === null) return ''
    if (isScalar(node)) return node.value === null ? '' : (node.source ?? String(node.value))
    this.#wrong(given, 'this is one value: write it on one line')
    return ''
  }

  #resolve(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.#document) ?? null) : node
  }

  #remember(path: string, node: Node | null): void {
    const offset = node?.range?.[0]
    if (offset !== undefined) this.lines.set(path, this.#lineAt(offset))
  }

  #wrong(node: Node | null, message: string): void {
    this.mistakes.push({ line: this.#lineAt(node?.range?.[0] ?? 0), message })
  }
}
