import {
  type FlagField,
  foldCase,
  type HostQuery,
  type HostTest,
  type TextField,
  type TextMatch,
  type VersionMatch,
} from '@goherd/host-query'
import { HOST_STATE } from '../groups/index.js'
import { MAINTENANCE } from './host-status.js'
import { versionFits, versionSql } from './version-sql.js'

/** Adds a value to a statement and answers the name it has there: `$1` and so on. */
export type Bind = (value: unknown) => string

interface Around {
  readonly bind: Bind
  /** The present. */
  readonly now: Date
}

/** No query can contain it, so no word that is looked for goes over the border of two columns. */
const BORDER = `E'\\x01'`

/**
 * A query of hosts as a condition in SQL, over host `h`, its group `g` and its status `s`, with WANTED_JOINS where it asks for
 * `wanted`. Decides exactly as matchesHost does. Whatever a person wrote is bound, never pasted.
 */
export function querySql(query: HostQuery, around: Around): string {
  switch (query.kind) {
    case 'and':
      return query.parts.length === 0 ? 'true' : joined('AND', query.parts, around)
    case 'or':
      return joined('OR', query.parts, around)
    case 'not':
      // Of a host that has no such thing the opposite is true, where SQL's NOT would say neither.
      return `(${querySql(query.part, around)}) IS NOT TRUE`
    default:
      return `(${testSql(query, around)})`
  }
}

/** Whether a query asks for what is wanted, which the statement then has to join. */
export function asksForWanted(query: HostQuery): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.some(asksForWanted)
    case 'not':
      return asksForWanted(query.part)
    case 'version':
    case 'order':
      return query.field === 'wanted'
    default:
      return false
  }
}

function joined(word: 'AND' | 'OR', parts: readonly HostQuery[], around: Around): string {
  return `(${parts.map((part) => querySql(part, around)).join(` ${word} `)})`
}

function testSql(test: HostTest, { bind, now }: Around): string {
  switch (test.kind) {
    case 'words':
      return anyOf(test.any.map((match) => occurs(match, bind)))
    case 'text':
      return fits(TEXTS[test.field], test.any, bind)
    case 'label':
      return fits(`(h.labels->>${bind(test.key)}::text)`, test.any, bind)
    case 'choice':
      return choice(test, bind)
    case 'flag':
      return `${FLAGS[test.field]} = ${bind(test.is)}::boolean`
    case 'version':
      return anyOf(test.any.map((match) => versionMatches(test.field, match, bind)))
    case 'order': {
      const asked = `${bind(test.key)}::numeric[]`
      return versionFits(test.field, (key) => `${key}[1:${test.key.length}] ${test.operator} ${asked}`)
    }
    case 'age':
      return `CASE WHEN s.online THEN 0 ELSE extract(epoch FROM ${bind(now)}::timestamptz - s.seen_at) END
        ${test.operator} ${bind(test.seconds)}::numeric`
    case 'ever-seen':
      return 's.online OR s.seen_at IS NOT NULL'
  }
}

const TEXTS = {
  name: 'h.name',
  group: 'g.name',
  platform: 'h.platform',
  os: `split_part(h.platform, '/', 1)`,
  arch: `split_part(h.platform, '/', 2)`,
  error: `(s.phase->'error'->>'code')`,
} as const satisfies Record<TextField, string>

const FLAGS = {
  held: `(${MAINTENANCE} IS NOT NULL)`,
  online: 'coalesce(s.online, false)',
  // An assignment of this moment shows at once, also before the rows of its hosts were brought up to it.
  proved: '(coalesce(s.proved, false) AND s.epoch >= coalesce(g.epoch, 0))',
} as const satisfies Record<FlagField, string>

function choice({ any, field }: Extract<HostTest, { kind: 'choice' }>, bind: Bind): string {
  const isAny = any.includes('*')
  switch (field) {
    case 'state':
      return isAny ? 'true' : `${HOST_STATE} = ANY (${bind(any)}::text[])`
    case 'phase':
      return isAny ? 'true' : `coalesce(s.phase->>'kind', 'idle') = ANY (${bind(any)}::text[])`
    case 'source':
      return isAny ? 's.go_source IS NOT NULL' : `s.go_source->>'origin' = ANY (${bind(any)}::text[])`
    case 'drift': {
      const kinds = any.map((kind) => JSON.stringify([{ kind }]))
      return isAny ? `s.drift <> '[]'` : `s.drift @> ANY (${bind(kinds)}::jsonb[])`
    }
  }
}

function versionMatches(
  field: Extract<HostTest, { kind: 'version' }>['field'],
  match: VersionMatch,
  bind: Bind,
): string {
  if (match.kind === 'key') {
    const asked = `${bind(match.key)}::numeric[]`
    return versionFits(field, (key) => `${key}[1:${match.key.length}] = ${asked}`)
  }
  const version = versionSql(field)
  return `${version} <> '' AND ${folded(version)} LIKE ${bind(likeGlob(match.glob))}`
}

function occurs(match: TextMatch, bind: Bind): string {
  if (match.kind === 'glob') {
    const glob = bind(likeGlob(match.glob))
    const whole = ['h.name', 'g.name', 'h.platform', `coalesce(s.actual, '')`]
    const texts = whole.map((text) => `${folded(text)} LIKE ${glob}`).join(' OR ')
    return `${texts} OR ${labelLike(glob, match.glob, bind)}`
  }
  const part = bind(`%${plain(match.text)}%`)
  const texts = folded(`concat_ws(${BORDER}, h.name, g.name, h.platform, s.actual)`)
  return `${texts} LIKE ${part} OR ${labelLike(part, match.text, bind)}`
}

/** Taking labels apart costs most of all, so only those are that have the longest plain piece of what is looked for. */
function labelLike(pattern: string, wanted: string, bind: Bind): string {
  const pieces = [...(wanted.match(/[A-Za-z0-9._-]+/g) ?? [])].sort((a, b) => b.length - a.length)
  const [longest] = pieces
  const each = `EXISTS (
    SELECT FROM jsonb_each_text(h.labels) l WHERE ${folded("l.key || '=' || l.value")} LIKE ${pattern})`
  return longest === undefined
    ? each
    : `(${folded('h.labels::text')} LIKE ${bind(`%${plain(longest)}%`)} AND ${each})`
}

function fits(text: string, any: readonly TextMatch[], bind: Bind): string {
  const exact = any.flatMap((match) => (match.kind === 'text' ? [foldCase(match.text)] : []))
  const globs = any.flatMap((match) => (match.kind === 'glob' ? [likeGlob(match.glob)] : []))
  return anyOf([
    ...(exact.length > 0 ? [`${folded(text)} = ANY (${bind(exact)}::text[])`] : []),
    ...(globs.length > 0 ? [`${folded(text)} LIKE ANY (${bind(globs)}::text[])`] : []),
  ])
}

function anyOf(conditions: readonly string[]): string {
  return conditions.map((condition) => `(${condition})`).join(' OR ')
}

/** The collation decides that only the letters of ASCII are made small, as foldCase does it. */
function folded(text: string): string {
  return `lower((${text}) COLLATE "C")`
}

function likeGlob(glob: string): string {
  return glob.split('*').map(plain).join('%')
}

/** A text for LIKE, with what LIKE would take for a pattern made plain. */
function plain(text: string): string {
  return foldCase(text).replace(/[\\%_]/g, '\\$&')
}
