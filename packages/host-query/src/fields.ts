import { CHOICES, FLAG_FIELDS, TEXT_FIELDS, VERSION_FIELDS } from './query.js'

type FieldKind = 'text' | 'choice' | 'flag' | 'version' | 'age' | 'label'

interface FieldHelp {
  /** What a person finds with it, in a few words. */
  readonly says: string
  readonly example: string
}

/** Every field of the language, in the order it is offered. `label` stands for `label.KEY`. */
export const FIELDS = {
  state: { says: 'in sync, drifted, failed and so on', example: 'state:drifted,failed' },
  go: { says: 'the Go that is active', example: 'go:<1.24' },
  wanted: { says: 'the Go that is assigned', example: 'wanted:1.23.5' },
  group: { says: 'the group', example: 'group:ci-*' },
  label: { says: 'a label', example: 'label.env=prod' },
  drift: { says: 'how it differs from what is assigned', example: 'drift:effective' },
  source: { says: 'where builds get their go from', example: 'source:usr-local' },
  error: { says: 'the code of its error', example: 'error:disk_full' },
  phase: { says: 'what its agent does now', example: 'phase:downloading' },
  name: { says: 'the name of the host', example: 'name:build-0*' },
  platform: { says: 'system and processor', example: 'platform:linux/arm64' },
  os: { says: 'the system', example: 'os:linux' },
  arch: { says: 'the processor', example: 'arch:arm64' },
  agent: { says: 'the version of its agent', example: 'agent:<0.2' },
  seen: { says: 'how long ago it was heard of', example: 'seen:>1h' },
  online: { says: 'whether its agent is connected', example: 'online:no' },
  held: { says: 'whether somebody keeps it as it is', example: 'held:yes' },
  proved: { says: 'whether its digest is the expected one', example: 'proved:no' },
} as const satisfies Readonly<Record<string, FieldHelp>>
export type FieldName = keyof typeof FIELDS

export const FIELD_NAMES: readonly FieldName[] = keysOf(FIELDS)

const KINDS: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ...TEXT_FIELDS.map((field) => [field, 'text'] as const),
  ...VERSION_FIELDS.map((field) => [field, 'version'] as const),
  ...Object.keys(CHOICES).map((field) => [field, 'choice'] as const),
  ...FLAG_FIELDS.map((field) => [field, 'flag'] as const),
  ['seen', 'age'],
  ['label', 'label'],
])

/** Names that people try, for what the language calls otherwise. */
const ALSO_CALLED: ReadonlyMap<string, FieldName> = new Map<string, FieldName>([
  ...(['actual', 'version', 'release'] as const).map((word) => [word, 'go'] as const),
  ...(['status', 'is'] as const).map((word) => [word, 'state'] as const),
  ...(['labels', 'tag'] as const).map((word) => [word, 'label'] as const),
  ...(['host', 'hostname'] as const).map((word) => [word, 'name'] as const),
  ['desired', 'wanted'],
  ['origin', 'source'],
  ['code', 'error'],
  ['lastseen', 'seen'],
  ['age', 'seen'],
  ['locked', 'held'],
])

/** What kind of values a field takes; undefined when there is no such field. */
export function kindOfField(name: string): FieldKind | undefined {
  return KINDS.get(name)
}

/** The field that a person may have meant by a name that is none. */
export function fieldLike(name: string): FieldName | undefined {
  return ALSO_CALLED.get(name) ?? nearest(name, FIELD_NAMES)
}

/** The word of a list that is a slip or two away, or that begins so; undefined when none is near. */
export function nearest<T extends string>(word: string, known: readonly T[]): T | undefined {
  const wanted = word.toLowerCase()
  let best: T | undefined
  let least = wanted.length <= 3 ? 2 : 3
  for (const candidate of known) {
    const slips = distance(wanted, candidate)
    if (slips < least) [best, least] = [candidate, slips]
  }
  return best ?? known.find((candidate) => wanted.length >= 2 && candidate.startsWith(wanted))
}

/** Letters to add, take away or exchange to make one word of the other. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return 4
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 1; j <= b.length; j += 1) {
      const kept = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)
      next.push(Math.min(kept, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 4
}

function keysOf<T extends object>(table: T): (keyof T & string)[] {
  const names: (keyof T & string)[] = []
  for (const name in table) names.push(name)
  return names
}
