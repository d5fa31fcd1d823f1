import { FIELD_NAMES, FIELDS, fieldLike, kindOfField, nearest } from './fields.js'
import {
  CHOICES,
  type ChoiceField,
  FLAG_FIELDS,
  type HostQuery,
  type HostTest,
  type Operator,
  TEXT_FIELDS,
  type TextMatch,
  VERSION_FIELDS,
  type VersionField,
} from './query.js'
import { Refused } from './refused.js'
import type { Token, Value } from './tokens.js'
import { readVersion } from './versions.js'

type Term = Extract<Token, { kind: 'term' }>
type Field = NonNullable<Term['field']>

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
])
const LABEL_KEY = /^label\.([A-Za-z0-9._/-]{1,63})$/i

/** What one condition of a text asks for. @throws Refused */
export function readTest(term: Term): HostQuery {
  const { field } = term
  if (!field) return { kind: 'words', any: term.values.map(textMatch) }
  const comparison = comparisonOf(field.operator)
  const test = comparison ? readComparison(term, field, comparison) : readEquality(term, field)
  return field.operator === '!=' ? { kind: 'not', part: test } : test
}

function readEquality(term: Term, { name }: Field): HostTest {
  const key = LABEL_KEY.exec(name)?.[1]
  if (key !== undefined) return { kind: 'label', key, any: term.values.map(textMatch) }
  const field = name.toLowerCase()
  const text = TEXT_FIELDS.find((known) => known === field)
  if (text) return { kind: 'text', field: text, any: term.values.map(textMatch) }
  const version = VERSION_FIELDS.find((known) => known === field)
  if (version)
    return { kind: 'version', field: version, any: term.values.map((v) => versionMatch(version, v)) }
  const flag = FLAG_FIELDS.find((known) => known === field)
  if (flag) return { kind: 'flag', field: flag, is: readFlag(flag, onlyValue(term)) }
  if (isChoice(field)) return { kind: 'choice', field, any: term.values.map((v) => readChoice(field, v)) }
  if (field === 'seen') return readSeen(onlyValue(term))
  throw fieldUnknown(term, name)
}

function readComparison(term: Term, { name }: Field, operator: Operator): HostTest {
  const field = name.toLowerCase()
  const version = VERSION_FIELDS.find((known) => known === field)
  if (version) {
    const value = onlyValue(term)
    const key = readVersion(version, value.text)
    if (!key) throw versionUnknown(version, value)
    return { kind: 'order', field: version, operator, written: value.text, key }
  }
  if (field === 'seen') {
    const value = onlyValue(term)
    return { kind: 'age', operator, written: value.text.toLowerCase(), seconds: readAge(value) }
  }
  if (!kindOfField(field) && !LABEL_KEY.test(name)) throw fieldUnknown(term, name)
  throw new Refused({
    message: `${field} has no order to compare by`,
    hint: `Write it with a colon, as in ${exampleOf(field)}; go, wanted, agent and seen can be compared.`,
    at: term.at,
    length: term.length,
  })
}

function comparisonOf(operator: string): Operator | undefined {
  const sign = operator.replace(/^:/, '')
  return sign === '<' || sign === '<=' || sign === '>' || sign === '>=' ? sign : undefined
}

function isChoice(field: string): field is ChoiceField {
  return Object.hasOwn(CHOICES, field)
}

function textMatch({ text, quoted }: Value): TextMatch {
  return !quoted && text.includes('*') ? { kind: 'glob', glob: text } : { kind: 'text', text }
}

function versionMatch(field: VersionField, value: Value) {
  const { text, quoted } = value
  if (!quoted && /^[\w.*-]*\*[\w.*-]*$/.test(text)) {
    const isBare = field !== 'agent' && /^\d/.test(text)
    return { kind: 'glob', glob: isBare ? `go${text}` : text } as const
  }
  const key = readVersion(field, text)
  if (!key) throw versionUnknown(field, value)
  return { kind: 'key', written: text, key } as const
}

function readChoice(field: ChoiceField, { at, length, text }: Value): string {
  if (text === '*') return text
  const known: readonly string[] = CHOICES[field]
  const word = known.find((one) => one === text.toLowerCase())
  if (word) return word
  if (text.toLowerCase() === 'any') throw meantAny({ field, at, length })
  const near = nearest(text, known)
  const hint = near ? `Did you mean ${near}?` : `Take one of ${known.join(', ')}.`
  throw new Refused({ message: `${field} is never ${JSON.stringify(text)}`, hint, at, length })
}

function meantAny({ field, at, length }: { field: string; at: number; length: number }): Refused {
  const hint = `Write ${field}:* for hosts that have one, and -${field}:* for those that have none.`
  return new Refused({ message: `${field} is never "any"`, hint, at, length })
}

function readFlag(field: string, { at, length, text }: Value): boolean {
  const word = text.toLowerCase()
  if (word === 'yes' || word === 'true') return true
  if (word === 'no' || word === 'false') return false
  const message = `${field} is yes or no`
  throw new Refused({ message, hint: `Write ${field}:yes or ${field}:no.`, at, length })
}

function readSeen({ at, length, text }: Value): HostTest {
  if (text === '*') return { kind: 'ever-seen' }
  const hint = 'Write seen:>1h for longer ago than an hour, seen:<5m, or -seen:* for hosts that never came.'
  throw new Refused({ message: 'an age needs a comparison', hint, at, length })
}

function readAge({ at, length, text }: Value): number {
  const [, number, unit = ''] = /^(\d{1,6})([smhdw])$/i.exec(text) ?? []
  const seconds = UNITS.get(unit.toLowerCase())
  if (seconds !== undefined) return Number(number) * seconds
  const hint = 'Write a whole number with s, m, h, d or w, such as 30m or 2d.'
  throw new Refused({ message: `${JSON.stringify(text)} is not an age`, hint, at, length })
}

function versionUnknown(field: VersionField, { at, length, text }: Value): Refused {
  const hint =
    field === 'agent'
      ? 'Write a version such as 0.2 or 0.2.1.'
      : `Write a version such as 1.23 or 1.23.5, or -${field}:* for hosts without one.`
  return new Refused({ message: `${JSON.stringify(text)} is not a version`, hint, at, length })
}

function onlyValue({ values }: Term): Value {
  const [value = { text: '', quoted: true, at: 0, length: 0 }, second] = values
  if (!second) return value
  const { at, length } = second
  const hint = 'Write two conditions with or between them, in parentheses.'
  throw new Refused({ message: 'only one value fits here', hint, at, length })
}

function exampleOf(field: string): string {
  const known = FIELD_NAMES.find((name) => field === name || field.startsWith(`${name}.`))
  return known ? FIELDS[known].example : 'state:drifted'
}

function fieldUnknown({ at, values }: Term, name: string): Refused {
  const near = /^label/i.test(name) ? 'label' : fieldLike(name.toLowerCase())
  const [value] = values
  const hints = [
    near === 'label' ? 'A label is written label.KEY=value.' : near && `Did you mean ${near}?`,
    near ? undefined : `For a label write label.${name}=${value?.text ?? '…'}.`,
    near ? undefined : 'To look for the text itself put it into quotes.',
  ]
  return new Refused({
    message: `there is no field ${name}`,
    hint: hints.filter((hint) => hint !== undefined).join(' '),
    at,
    length: name.length,
  })
}
