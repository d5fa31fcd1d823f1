const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `90s`, `10m`, `1h`, `2d`, `1h30m`; a bare number means seconds. Answers milliseconds, or undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000)
  if (!/^(\d+(ms|s|m|h|d))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0)
  }
  return total
}

/** `840 ms`, `4.2 s`, `3m 05s`, `2h 10m`: how long something took, for people. */
export function describeDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes}m ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')}s`
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`
}

/** `just now`, `3m ago`, `5h ago`, `2d ago`, and `in 12m` for what is still to come. */
export function describeAge(iso: string, now: number): string {
  const ms = now - Date.parse(iso)
  const span = Math.abs(ms)
  if (span < 5000) return 'just now'
  const [amount, unit] =
    span < 60_000
      ? [span / 1000, 's']
      : span < 3_600_000
        ? [span / 60_000, 'm']
        : span < 172_800_000
          ? [span / 3_600_000, 'h']
          : [span / 86_400_000, 'd']
  const text = `${Math.floor(amount)}${unit}`
  return ms >= 0 ? `${text} ago` : `in ${text}`
}
