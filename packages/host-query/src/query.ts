import { DRIFT_KINDS, GO_ORIGINS, HOST_STATES, PHASES } from '@goherd/model'

/** The longest query, in characters; how deep it may be nested; how many conditions it may have. */
export const MAX_LENGTH = 1_000
export const MAX_DEPTH = 20
export const MAX_TESTS = 100

export const TEXT_FIELDS = ['name', 'group', 'platform', 'os', 'arch', 'error'] as const
export type TextField = (typeof TEXT_FIELDS)[number]

/** `go` is the release that is active, `wanted` the one assigned, `agent` the agent's own version. */
export const VERSION_FIELDS = ['go', 'wanted', 'agent'] as const
export type VersionField = (typeof VERSION_FIELDS)[number]

/** Fields with a few known words, and the words. */
export const CHOICES = {
  state: HOST_STATES,
  source: [...GO_ORIGINS, 'none'],
  drift: DRIFT_KINDS,
  phase: PHASES,
} as const
export type ChoiceField = keyof typeof CHOICES

export const FLAG_FIELDS = ['held', 'proved', 'online'] as const
export type FlagField = (typeof FLAG_FIELDS)[number]

export type Operator = '<' | '<=' | '>' | '>='

/** A text, or a text with `*` for anything. Capitals and small letters of ASCII are the same. */
export type TextMatch =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'glob'; readonly glob: string }

/** The parts of a version that a person gave, the weightiest first: a shorter key stands for all that begin with it. */
export type VersionKey = readonly number[]

export type VersionMatch =
  | { readonly kind: 'glob'; readonly glob: string }
  | { readonly kind: 'key'; readonly written: string; readonly key: VersionKey }

/** One condition on a host. Of the several things it may be compared with one has to fit. */
export type HostTest =
  /** Occurs in the name, group, platform, active release, or in a label written as `key=value`; a glob has to fit one of them whole. */
  | { readonly kind: 'words'; readonly any: readonly TextMatch[] }
  | { readonly kind: 'text'; readonly field: TextField; readonly any: readonly TextMatch[] }
  | { readonly kind: 'label'; readonly key: string; readonly any: readonly TextMatch[] }
  /** `*` is any of them: a host that has one at all. */
  | { readonly kind: 'choice'; readonly field: ChoiceField; readonly any: readonly string[] }
  | { readonly kind: 'flag'; readonly field: FlagField; readonly is: boolean }
  | { readonly kind: 'version'; readonly field: VersionField; readonly any: readonly VersionMatch[] }
  | {
      readonly kind: 'order'
      readonly field: VersionField
      readonly operator: Operator
      readonly written: string
      readonly key: VersionKey
    }
  /** How long ago it was heard of; a host that is connected is heard of now, one that never was has no age. */
  | { readonly kind: 'age'; readonly operator: Operator; readonly written: string; readonly seconds: number }
  | { readonly kind: 'ever-seen' }

/** What a text in the language means. `and` of no parts fits every host. */
export type HostQuery =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly HostQuery[] }
  | { readonly kind: 'not'; readonly part: HostQuery }
  | HostTest

/** Where a text does not follow the language: place and length in characters of the text as it was given. */
export interface QueryProblem {
  readonly message: string
  /** What a person can do about it. */
  readonly hint: string
  readonly at: number
  readonly length: number
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: HostQuery }
  | { readonly ok: false; readonly problem: QueryProblem }
