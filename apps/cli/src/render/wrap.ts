import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'

/** Pieces (words, or painted parts) in lines that are at most so wide, never broken inside of a piece. */
export function wrap(pieces: readonly string[], gap: string, width: number | undefined): string[] {
  if (width === undefined) return [pieces.join(gap)]
  const lines: string[] = []
  for (const piece of pieces) {
    const last = lines.at(-1)
    const longer = last === undefined ? piece : `${last}${gap}${piece}`
    if (last !== undefined && stringWidth(stripVTControlCharacters(longer)) <= width)
      lines.splice(-1, 1, longer)
    else lines.push(piece)
  }
  return lines
}
