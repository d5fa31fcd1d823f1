import { createParser } from 'nuqs'

/** Two revisions to compare, by number; the first is what it was before. */
export interface RevisionPair {
  readonly from: number
  readonly to: number
}

/** `3..7`, as it stands in the address; null for anything else. */
export function readPair(text: string): RevisionPair | null {
  const [, from, to] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? []
  return from === undefined || to === undefined ? null : { from: Number(from), to: Number(to) }
}

/** A pair as it stands in the address. */
export function writePair({ from, to }: RevisionPair): string {
  return `${from}..${to}`
}

/** `?diff=3..7` */
export const revisionPair = createParser({
  parse: readPair,
  serialize: writePair,
  eq: (one, other) => one.from === other.from && one.to === other.to,
}).withOptions({ history: 'push' })
