/** The context that the words of a line name, in either spelling; the line will go to that one's server. Pure. */
export function givenContext(words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    if (word === '--') return undefined
    if (word === '--context') return words[at + 1]
    if (word.startsWith('--context=')) return word.slice('--context='.length)
  }
  return undefined
}
