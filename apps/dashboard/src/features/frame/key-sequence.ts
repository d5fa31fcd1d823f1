/** What a key press means, and what is remembered for the next one. */
export interface KeyStep {
  /** A `g` was pressed and its second key is awaited. */
  readonly leader: boolean
  readonly action: { readonly kind: 'go'; readonly key: string } | { readonly kind: 'search' } | undefined
}

/** Reads `g` + letter and `/`, one key at a time. */
export function stepKeys(leader: boolean, key: string): KeyStep {
  if (leader) return { leader: false, action: { kind: 'go', key } }
  if (key === 'g') return { leader: true, action: undefined }
  return { leader: false, action: key === '/' ? { kind: 'search' } : undefined }
}
