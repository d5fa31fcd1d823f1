import pc from 'picocolors'

/** Colours by what they mean. Colour is never the only sign: a word and an icon always stand beside it. */
export interface Palette {
  readonly good: (text: string) => string
  readonly busy: (text: string) => string
  readonly attention: (text: string) => string
  readonly bad: (text: string) => string
  readonly quiet: (text: string) => string
  readonly strong: (text: string) => string
}

/** The palette of a stream; without colours every entry leaves its text as it is. */
export function paletteOf(colours: boolean): Palette {
  const c = pc.createColors(colours)
  return { good: c.green, busy: c.cyan, attention: c.yellow, bad: c.red, quiet: c.dim, strong: c.bold }
}

/** Whether a stream is coloured: --no-color and NO_COLOR win, then FORCE_COLOR, else a terminal that can. */
export function wantsColours(given: {
  readonly flag: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTTY: boolean
}): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = given.env
  if (!given.flag || (NO_COLOR !== undefined && NO_COLOR !== '')) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return given.isTTY && TERM !== 'dumb'
}
