import type { GoSettings } from '@goherd/model'

/** Do both give the same value to every name? */
export function sameSettings(a: GoSettings, b: GoSettings): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => a[name] === b[name])
}
