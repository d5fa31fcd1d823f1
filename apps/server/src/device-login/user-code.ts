/** Letters that nobody mistakes for another, and of which no word is made: the alphabet that RFC 8628 suggests. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8

/**
 * Makes a user code out of random bytes, each letter equally likely.
 * @param random gives that many random bytes
 * @returns eight letters, without the hyphen that people see
 */
export function makeUserCode(random: (bytes: number) => Uint8Array): string {
  const fair = 256 - (256 % LETTERS.length)
  let code = ''
  while (code.length < LENGTH) {
    for (const byte of random(LENGTH)) {
      if (byte < fair && code.length < LENGTH) code += LETTERS[byte % LETTERS.length]
    }
  }
  return code
}

/** As people see it: `BCDF-GHJK`. */
export function showUserCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
}

/** What somebody typed, as it is stored: capitals, without hyphens and blanks. */
export function readUserCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z]/g, '')
}
