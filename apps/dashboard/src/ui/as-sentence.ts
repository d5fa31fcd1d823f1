/** A reason as a sentence of its own: a capital first, a full stop last. A name such as `go1.23.5` or `ci-1` stays as it is. */
export function asSentence(reason: string): string {
  const text = reason.trim()
  if (text === '') return ''
  const ended = /[.!?…]$/.test(text) ? text : `${text}.`
  const [first = ''] = ended.split(' ', 1)
  if (/\d/.test(first)) return ended
  return `${ended[0]?.toUpperCase() ?? ''}${ended.slice(1)}`
}
