const SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const
const PARTS = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/

/** Reads `10m`, `1h30m`, `90s` or plain seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase().replaceAll(' ', '')
  if (trimmed === '') return undefined
  if (/^\d+$/.test(trimmed)) return Number(trimmed)
  const found = PARTS.exec(trimmed)
  if (found === null) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0))
  return days * SECONDS.d + hours * SECONDS.h + minutes * SECONDS.m + seconds * SECONDS.s
}

/** Writes seconds as people type them: `10m`, `1h30m`, `0`. */
export function writeDuration(seconds: number): string {
  if (seconds === 0) return '0'
  let rest = seconds
  let text = ''
  for (const [unit, size] of Object.entries(SECONDS)) {
    const amount = Math.floor(rest / size)
    rest -= amount * size
    if (amount > 0) text += `${amount}${unit}`
  }
  return text
}
