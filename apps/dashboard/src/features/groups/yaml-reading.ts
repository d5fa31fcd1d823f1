import type { DesiredDraft, Mistake } from './desired-draft'

/** A mistake at its place in the text. Lines count from 1. */
export interface LineMistake {
  readonly line: number
  /** What is wrong and what to do about it. */
  readonly message: string
}

/** What came of reading a group's YAML. */
export type YamlReading =
  | {
      readonly kind: 'read'
      readonly desired: DesiredDraft
      /** Where each part stands, by the path a mistake names it with; the group itself is the empty path. */
      readonly lines: ReadonlyMap<string, number>
    }
  | { readonly kind: 'wrong'; readonly mistakes: readonly LineMistake[] }

/** Mistakes of what was read, each at its line; what is missing stands at what it is missing in. */
export function atTheirLines(reading: YamlReading, mistakes: readonly Mistake[]): readonly LineMistake[] {
  if (reading.kind === 'wrong') return reading.mistakes
  const { lines } = reading
  const lineOf = (path: string) =>
    lines.get(path) ?? lines.get(path.split('.')[0] ?? '') ?? lines.get('') ?? 1
  return mistakes.map(({ path, message }) => ({ line: lineOf(path), message }))
}

/** Where a line begins and ends in a text, in characters. */
export function spanOf(line: number, text: string): { readonly start: number; readonly end: number } {
  const lines = text.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0)
  return { start, end: start + (lines[line - 1]?.length ?? 0) }
}
