/** What somebody wrote about labels: `env=prod rack=r1 -old` sets two and takes one away. */
export type LabelWords =
  | {
      readonly ok: true
      readonly set: Readonly<Record<string, string>>
      readonly unset: readonly string[]
    }
  | { readonly ok: false; readonly message: string }

/** Reads labels as people write them, apart by spaces or commas. What a name or a value may be made of, the server says. */
export function readLabelWords(text: string): LabelWords {
  const set: Record<string, string> = {}
  const unset: string[] = []
  for (const word of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const equals = word.indexOf('=')
    if (word.startsWith('-') && word.length > 1 && equals < 0) unset.push(word.slice(1))
    else if (equals > 0) set[word.slice(0, equals)] = word.slice(equals + 1)
    else return { ok: false, message: `${word} is neither name=value, to set, nor -name, to take away` }
  }
  const both = unset.find((name) => name in set)
  if (both !== undefined) return { ok: false, message: `${both} is set and taken away at once` }
  if (unset.length === 0 && Object.keys(set).length === 0)
    return { ok: false, message: 'Write at least one label' }
  return { ok: true, set, unset }
}
