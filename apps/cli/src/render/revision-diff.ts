import type { RevisionView } from '@goherd/protocol'
import type { RevisionChange } from '../diff-revisions.js'
import { describeAge } from '../duration.js'
import type { Style } from '../output.js'
import { printable } from './printable.js'

/** Two revisions and what they say differently, like a diff: `-` was, `+` is. */
export function revisionDiffText(
  given: {
    readonly from: RevisionView
    readonly to: RevisionView
    readonly changes: readonly RevisionChange[]
  },
  style: Style,
): string {
  const { palette } = style
  const heads = [
    palette.bad(`--- ${headOf(given.from, style)}`),
    palette.good(`+++ ${headOf(given.to, style)}`),
  ]
  if (given.changes.length === 0) return [...heads, 'They say the same.'].join('\n')
  const lines = given.changes.flatMap((change) => [
    ...(change.from === null ? [] : [palette.bad(`- ${lineOf(change, change.from)}`)]),
    ...(change.to === null ? [] : [palette.good(`+ ${lineOf(change, change.to)}`)]),
  ])
  return [...heads, ...lines].join('\n')
}

function headOf({ revision, author, createdAt, reason }: RevisionView, { now }: Style): string {
  const why = reason === '' ? '' : `: ${printable(reason)}`
  return `revision ${revision}, ${printable(author)} ${describeAge(createdAt, now)}${why}`
}

function lineOf({ what, name }: RevisionChange, value: string): string {
  if (what === 'release') return value
  return printable(what === 'setting' ? `${name}=${value}` : `policy: ${value}`)
}
