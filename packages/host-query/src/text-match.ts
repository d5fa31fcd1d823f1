import type { TextMatch } from './query.js'

/** Small letters for the capitals of ASCII, and nothing else: a database does exactly the same. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase())
}

/** Whether a text is what is asked for; a glob has to fit it whole. */
export function fitsWhole(match: TextMatch, text: string): boolean {
  return match.kind === 'glob' ? fitsGlob(match.glob, text) : foldCase(match.text) === foldCase(text)
}

/** Whether what is asked for occurs in a text; a glob has to fit it whole. */
export function fitsSomewhere(match: TextMatch, text: string): boolean {
  return match.kind === 'glob' ? fitsGlob(match.glob, text) : foldCase(text).includes(foldCase(match.text))
}

/** Whether a text fits a glob, in which `*` stands for anything: in one pass, however many there are. */
export function fitsGlob(glob: string, text: string): boolean {
  const [first = '', ...rest] = foldCase(glob).split('*')
  const folded = foldCase(text)
  const last = rest.pop()
  if (last === undefined) return folded === first
  if (folded.length < first.length + last.length || !folded.startsWith(first) || !folded.endsWith(last)) {
    return false
  }
  const end = folded.length - last.length
  let from = first.length
  for (const part of rest) {
    const found = folded.indexOf(part, from)
    if (found < 0 || found + part.length > end) return false
    from = found + part.length
  }
  return true
}
