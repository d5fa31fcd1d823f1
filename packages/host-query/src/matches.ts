import type { FlagField, HostQuery, HostTest, Operator, TextField, TextMatch, VersionField } from './query.js'
import { fitsGlob, fitsSomewhere, fitsWhole } from './text-match.js'
import { compareToKey, keyOfVersion } from './versions.js'

/** What a query looks at in a host; rows of lists have it all. Times are ISO 8601. */
export interface QueriedHost {
  readonly name: string
  readonly group: string
  readonly labels: Readonly<Record<string, string>>
  readonly platform: string
  readonly agentVersion: string
  readonly state: string
  readonly online: boolean
  readonly lastSeenAt: string | null
  readonly wanted: string | null
  readonly actual: string | null
  readonly drift: readonly { readonly kind: string }[]
  readonly phase: { readonly kind: string }
  readonly proved: boolean
  readonly error: { readonly code: string } | null
  readonly goSource: { readonly origin: string } | null
  readonly maintenance: { readonly until: string } | null
}

/**
 * Whether a host fits a query, exactly as the server's database decides it.
 * @param now milliseconds since 1970
 */
export function matchesHost(query: HostQuery, host: QueriedHost, now: number): boolean {
  switch (query.kind) {
    case 'and':
      return query.parts.every((part) => matchesHost(part, host, now))
    case 'or':
      return query.parts.some((part) => matchesHost(part, host, now))
    case 'not':
      return !matchesHost(query.part, host, now)
    default:
      return passes(query, host, now)
  }
}

function passes(test: HostTest, host: QueriedHost, now: number): boolean {
  switch (test.kind) {
    case 'words':
      return test.any.some((match) => occurs(match, host))
    case 'text':
      return fitsOne(test.any, textOf(test.field, host))
    case 'label':
      return fitsOne(test.any, Object.hasOwn(host.labels, test.key) ? host.labels[test.key] : undefined)
    case 'choice':
      return choicesOf(test.field, host).some((word) => test.any.includes('*') || test.any.includes(word))
    case 'flag':
      return flagOf(test.field, host, now) === test.is
    case 'version':
      return test.any.some((match) =>
        match.kind === 'glob'
          ? fitsVersionGlob(match.glob, versionOf(test.field, host))
          : order(test.field, match.key, host) === 0,
      )
    case 'order':
      return holds(test.operator, order(test.field, test.key, host))
    case 'age':
      return holds(test.operator, beyond(test.seconds, host, now))
    case 'ever-seen':
      return host.online || host.lastSeenAt !== null
  }
}

function occurs(match: TextMatch, host: QueriedHost): boolean {
  const { actual, group, labels, name, platform } = host
  const texts = [name, group, platform, actual ?? '']
  return (
    texts.some((text) => fitsSomewhere(match, text)) ||
    Object.entries(labels).some(([key, value]) => fitsSomewhere(match, `${key}=${value}`))
  )
}

function fitsOne(any: readonly TextMatch[], text: string | undefined): boolean {
  return text !== undefined && any.some((match) => fitsWhole(match, text))
}

function textOf(field: TextField, host: QueriedHost): string | undefined {
  switch (field) {
    case 'os':
    case 'arch': {
      const [os = '', arch = ''] = host.platform.split('/')
      return field === 'os' ? os : arch
    }
    case 'error':
      return host.error?.code
    default:
      return host[field]
  }
}

function choicesOf(field: 'state' | 'source' | 'drift' | 'phase', host: QueriedHost): readonly string[] {
  switch (field) {
    case 'state':
      return [host.state]
    case 'phase':
      return [host.phase.kind]
    case 'source':
      return host.goSource ? [host.goSource.origin] : []
    case 'drift':
      return host.drift.map(({ kind }) => kind)
  }
}

function flagOf(field: FlagField, host: QueriedHost, now: number): boolean {
  if (field !== 'held') return host[field]
  return host.maintenance !== null && Date.parse(host.maintenance.until) > now
}

function versionOf(field: VersionField, host: QueriedHost): string {
  switch (field) {
    case 'go':
      return host.actual ?? ''
    case 'wanted':
      return host.wanted ?? ''
    case 'agent':
      return host.agentVersion
  }
}

/** A host without a version fits no glob, not even `*`. */
function fitsVersionGlob(glob: string, version: string): boolean {
  return version !== '' && fitsGlob(glob, version)
}

/** How a host's version stands to the asked one; undefined when it has none that can be compared. */
function order(field: VersionField, asked: readonly number[], host: QueriedHost): number | undefined {
  const key = keyOfVersion(field, versionOf(field, host))
  return key && compareToKey(key, asked)
}

/** Milliseconds by which a host was heard of longer ago than so many seconds. */
function beyond(seconds: number, { online, lastSeenAt }: QueriedHost, now: number): number | undefined {
  if (online) return -seconds
  return lastSeenAt === null ? undefined : now - Date.parse(lastSeenAt) - seconds * 1000
}

function holds(operator: Operator, difference: number | undefined): boolean {
  if (difference === undefined) return false
  switch (operator) {
    case '<':
      return difference < 0
    case '<=':
      return difference <= 0
    case '>':
      return difference > 0
    case '>=':
      return difference >= 0
  }
}
