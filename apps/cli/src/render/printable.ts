// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * Text from the server as it may be shown on a terminal: control characters (escape sequences among them) and marks that
 * turn the writing direction become visible as \u-escapes, tabs and line breaks become spaces.
 */
export function printable(text: string): string {
  return text
    .replace(/[\t\n]+/g, ' ')
    .replace(CONTROL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
