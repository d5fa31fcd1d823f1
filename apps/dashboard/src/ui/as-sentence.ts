/** A reason as a sentence of its own: a capital first, a full stop last. */
export function asSentence(reason: string): string {
  const text = reason.trim()
  if (text === '') return ''
  const ended = /[.!?…]$/.test(text) ? text : `${text}.`
  return `${ended[0]?.toUpperCase() ?? ''}${ended.slice(1)}`
}
