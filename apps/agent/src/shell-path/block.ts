const BEGIN = '# >>> goherd >>>'
const END = '# <<< goherd <<<'
const NOTE = '# Added by goherd-agent; take it out with: goherd-agent path remove'
const ROOT = /^# Goherd root: (.*)$/m

/** Goherd's lines in the text of a start-up file. */
export type FoundBlock =
  | { readonly kind: 'none' }
  /** The root whose lines they are, and where they begin and end. */
  | { readonly kind: 'block'; readonly root: string; readonly from: number; readonly to: number }
  /** Somebody edited the marker lines: one is missing, or they come twice. */
  | { readonly kind: 'torn' }

/** Finds the lines between the markers. Pure. */
export function findBlock(text: string): FoundBlock {
  const begins = indexesOf(text, BEGIN)
  const ends = indexesOf(text, END)
  const [from, end] = [begins[0], ends[0]]
  if (from === undefined && end === undefined) return { kind: 'none' }
  if (from === undefined || end === undefined || begins.length > 1 || ends.length > 1 || end < from)
    return { kind: 'torn' }
  const after = end + END.length
  const to = text[after] === '\n' ? after + 1 : after
  return { kind: 'block', root: ROOT.exec(text.slice(from, to))?.[1] ?? '', from, to }
}

/** The text with Goherd's lines in it, at the end or where they were. The rest is kept to the byte. Pure. */
export function withBlock(text: string, lines: string): string {
  const block = `${BEGIN}\n${NOTE}\n${lines}${END}\n`
  const found = findBlock(text)
  if (found.kind === 'block') return text.slice(0, found.from) + block + text.slice(found.to)
  // One line break before it, always, so that taking it out again gives back a file that did not end with one.
  return text === '' ? block : `${text}\n${block}`
}

/** The text as it was before withBlock. Pure. */
export function withoutBlock(text: string): string {
  const found = findBlock(text)
  if (found.kind !== 'block') return text
  const from = text[found.from - 1] === '\n' ? found.from - 1 : found.from
  return text.slice(0, from) + text.slice(found.to)
}

/** Markers count only as whole lines. */
function indexesOf(text: string, marker: string): number[] {
  return [...text.matchAll(new RegExp(`^${marker}$`, 'gm'))].map((match) => match.index)
}
