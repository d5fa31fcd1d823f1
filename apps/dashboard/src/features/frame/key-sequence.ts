/** What a key press means, and what is remembered for the next one. */
export interface KeyStep {
  /** A `g` was pressed and its second key is awaited. */
  readonly leader: boolean
  readonly action:
    | { readonly kind: 'go'; readonly key: string }
    | { readonly kind: 'search' }
    | { readonly kind: 'help' }
    /** The page may listen to it. */
    | { readonly kind: 'page'; readonly key: string }
    | undefined
}

/** Reads `g` + letter, `/`, `?` and what pages listen to, one key at a time. */
export function stepKeys(leader: boolean, key: string): KeyStep {
  if (leader) return { leader: false, action: { kind: 'go', key } }
  if (key === 'g') return { leader: true, action: undefined }
  if (key === '/') return { leader: false, action: { kind: 'search' } }
  if (key === '?') return { leader: false, action: { kind: 'help' } }
  return { leader: false, action: { kind: 'page', key } }
}

/** ⌘K, or Ctrl+K where there is no ⌘. */
export function isPaletteChord(event: {
  readonly key: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}): boolean {
  const { key, metaKey, ctrlKey, altKey, shiftKey } = event
  return key.toLowerCase() === 'k' && metaKey !== ctrlKey && !altKey && !shiftKey
}
