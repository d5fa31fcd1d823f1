import type { HostQuery, HostTest, TextMatch, VersionMatch } from './query.js'
import { isPlainValue, isPlainWord } from './tokens.js'

/** Writes a query so that reading it gives the same one; two texts that mean the same often become one text. */
export function formatHostQuery(query: HostQuery): string {
  switch (query.kind) {
    case 'and':
      return query.parts.map((part) => (part.kind === 'or' ? grouped(part) : formatHostQuery(part))).join(' ')
    case 'or':
      return query.parts.map(formatHostQuery).join(' or ')
    case 'not':
      return `-${query.part.kind === 'and' || query.part.kind === 'or' ? grouped(query.part) : formatHostQuery(query.part)}`
    default:
      return formatTest(query)
  }
}

/**
 * A condition on a field for a link or a button: `hostTerm('group', 'ci')`, `hostTerm('label.env', 'a b')`. Several values are
 * alternatives. Values are taken by the letter, whatever is in them.
 */
export function hostTerm(field: string, ...values: readonly string[]): string {
  return `${field}${field.startsWith('label.') ? '=' : ':'}${values.map(valueText).join(',')}`
}

function grouped(query: HostQuery): string {
  return `(${formatHostQuery(query)})`
}

function formatTest(test: HostTest): string {
  switch (test.kind) {
    case 'words':
      return formatWords(test.any)
    case 'text':
      return `${test.field}${separatorBefore(test.any)}${test.any.map(formatMatch).join(',')}`
    case 'label':
      return `label.${test.key}=${test.any.map(formatMatch).join(',')}`
    case 'choice':
      return `${test.field}:${test.any.join(',')}`
    case 'flag':
      return `${test.field}:${test.is ? 'yes' : 'no'}`
    case 'version':
      return `${test.field}:${test.any.map(formatVersion).join(',')}`
    case 'order':
      return `${test.field}:${test.operator}${test.written}`
    case 'age':
      return `seen:${test.operator}${test.written}`
    case 'ever-seen':
      return 'seen:*'
  }
}

/** After a colon `<` would be taken for a comparison. */
function separatorBefore([first]: readonly TextMatch[]): string {
  return first?.kind === 'glob' && /^[<>=]/.test(first.glob) ? '=' : ':'
}

/** Only what begins a word can be taken for a field, a sign or a keyword. */
function formatWords([first, ...more]: readonly TextMatch[]): string {
  if (!first) return '""'
  const start = first.kind === 'glob' ? first.glob : isPlainWord(first.text) ? first.text : quoted(first.text)
  return [start, ...more.map(formatMatch)].join(',')
}

function formatMatch(match: TextMatch): string {
  return match.kind === 'glob' ? match.glob : valueText(match.text)
}

function formatVersion(match: VersionMatch): string {
  return match.kind === 'glob' ? match.glob : match.written
}

/** A value by the letter: in quotes where it needs them. */
export function valueText(text: string): string {
  return isPlainValue(text) ? text : quoted(text)
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
