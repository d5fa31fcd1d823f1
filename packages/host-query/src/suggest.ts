import { FIELD_NAMES, FIELDS, kindOfField } from './fields.js'
import { valueText } from './format.js'
import { CHOICES } from './query.js'
import { foldCase } from './text-match.js'

/** What there is in a fleet, for completions. What is left out is not offered. */
export interface Vocabulary {
  readonly groups?: readonly string[]
  /** Names such as `go1.23.5`, those to offer first at the front. */
  readonly releases?: readonly string[]
  readonly platforms?: readonly string[]
  readonly agents?: readonly string[]
  readonly errors?: readonly string[]
  readonly names?: readonly string[]
  /** Keys of labels, and values of each as far as they are known. */
  readonly labels?: Readonly<Record<string, readonly string[]>>
}

export interface Suggestion {
  /** What takes the place of the text from `from` to `to`. One that ends with `:` or `=` is a field that wants a value. */
  readonly insert: string
  /** What it means, in a few words; empty when it says so itself. */
  readonly says: string
}

/** Places are in characters of the whole text. */
export interface Suggestions {
  readonly from: number
  readonly to: number
  readonly items: readonly Suggestion[]
}

const MOST = 12
const FIELD = /^([A-Za-z]+(?:\.[A-Za-z0-9._/-]*)?)(!=|[:=]?[<>]=?|:=|[:=])/
const AGES = ['>1h', '>1d', '>7d', '<5m'] as const

/** What may be written at the cursor: fields at the start of a condition, values after a field. At most twelve. Never throws. */
export function suggest(text: string, cursor: number, vocabulary: Vocabulary): Suggestions {
  const at = Math.min(Math.max(0, cursor), text.length)
  const start = conditionStart(text, at)
  const written = text.slice(start, at)
  const [whole, name = '', operator = ''] = FIELD.exec(written) ?? []
  if (whole === undefined) {
    return offer({ from: start, to: fieldEnd(text, at), typed: written }, fieldsOf(vocabulary))
  }
  const from = start + lastValueStart(written, whole.length)
  const typed = text.slice(from, at).replace(/^"/, '')
  const values = valuesOf(name, operator, vocabulary).map((value) => ({ insert: valueText(value), says: '' }))
  return offer(
    { from, to: wordEnd(text, at), typed },
    isAge(name, operator) ? ages(written, operator) : values,
  )
}

function offer(
  { from, to, typed }: { readonly from: number; readonly to: number; readonly typed: string },
  known: readonly Suggestion[],
): Suggestions {
  const wanted = foldCase(typed)
  const bare = ({ insert }: Suggestion) => foldCase(insert.replace(/^"/, ''))
  const starting = known.filter((one) => bare(one).startsWith(wanted))
  const having = wanted === '' ? [] : known.filter((one) => bare(one).includes(wanted, 1))
  const items = [...new Set([...starting, ...having])].filter(({ insert }) => insert !== typed)
  return { from, to, items: items.slice(0, MOST) }
}

function fieldsOf({ labels = {} }: Vocabulary): Suggestion[] {
  const fields = FIELD_NAMES.flatMap((field) =>
    field === 'label' ? [] : [{ insert: `${field}:`, says: FIELDS[field].says }],
  )
  const ofLabels = Object.keys(labels).map((key) => ({ insert: `label.${key}=`, says: FIELDS.label.says }))
  return [...fields, ...ofLabels]
}

function valuesOf(name: string, operator: string, vocabulary: Vocabulary): readonly string[] {
  const field = name.toLowerCase()
  if (field.startsWith('label.')) return labelValues(name.slice('label.'.length), vocabulary)
  if (field === 'go' || field === 'wanted') return releaseValues(operator, vocabulary)
  if (kindOfField(field) === 'flag') return ['yes', 'no']
  for (const [choice, words] of Object.entries(CHOICES)) if (choice === field) return words
  const { agents, errors, groups, names, platforms } = vocabulary
  const parts = (place: number) => [
    ...new Set(platforms?.map((platform) => platform.split('/')[place] ?? '')),
  ]
  const known: Readonly<Record<string, readonly string[] | undefined>> = {
    ...{ group: groups, platform: platforms, os: parts(0), arch: parts(1) },
    ...{ agent: agents, error: errors, name: names },
  }
  return (Object.hasOwn(known, field) ? known[field] : undefined) ?? []
}

function labelValues(key: string, { labels = {} }: Vocabulary): readonly string[] {
  return (Object.hasOwn(labels, key) ? labels[key] : undefined) ?? []
}

/** Releases as people write them; lines first where they are compared. */
function releaseValues(operator: string, { releases = [] }: Vocabulary): string[] {
  const names = releases.map((release) => release.replace(/^go/, ''))
  const lines = [...new Set(names.flatMap((release) => /^\d+\.\d+/.exec(release) ?? []))]
  return /[<>]/.test(operator) ? [...lines, ...names] : [...names, ...lines]
}

function isAge(name: string, operator: string): boolean {
  return name.toLowerCase() === 'seen' && operator !== '!='
}

/** With a comparison that is written already only what goes on from it. */
function ages(written: string, operator: string): Suggestion[] {
  const sign = /[<>]/.exec(operator)?.[0]
  if (sign === undefined) return AGES.map((insert) => ({ insert, says: '' }))
  const isEqual = written.includes(`${sign}=`)
  return AGES.filter((age) => age.startsWith(sign) && !isEqual).map((age) => ({
    insert: age.slice(1),
    says: '',
  }))
}

/** Where the condition under the cursor begins: after white space, a parenthesis or a sign, outside of quotes. */
function conditionStart(text: string, at: number): number {
  let start = 0
  let quoted = false
  for (let index = 0; index < at; index += 1) {
    const sign = text[index] ?? ''
    if (quoted && sign === '\\') index += 1
    else if (sign === '"') quoted = !quoted
    else if (!quoted && (/[\s()]/.test(sign) || (sign === '-' && index === start))) start = index + 1
  }
  return Math.min(start, at)
}

/** Where the last of several values begins. */
function lastValueStart(written: string, first: number): number {
  let start = first
  let quoted = false
  for (let index = first; index < written.length; index += 1) {
    const sign = written[index]
    if (quoted && sign === '\\') index += 1
    else if (sign === '"') quoted = !quoted
    else if (!quoted && sign === ',') start = index + 1
  }
  return Math.min(start, written.length)
}

/** What is left of a field's name goes with it, and what separates it from its value. */
function fieldEnd(text: string, at: number): number {
  const rest = /^[^\s,()":=<>!]*[:=]?/.exec(text.slice(at))?.[0] ?? ''
  return at + rest.length
}

/** What is left of the word under the cursor goes with it. */
function wordEnd(text: string, at: number): number {
  const rest = /^[^\s,()"]*/.exec(text.slice(at))?.[0] ?? ''
  return at + rest.length
}
