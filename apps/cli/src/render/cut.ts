import stringWidth from 'string-width'

/** A text without escape sequences, at most so many cells of a terminal wide; what is cut ends in an ellipsis. */
export function cut(text: string, width: number | undefined): string {
  if (width === undefined || stringWidth(text) <= width) return text
  const characters = [...text]
  while (characters.length > 0 && stringWidth(characters.join('')) > width - 1) characters.pop()
  return `${characters.join('')}…`
}
