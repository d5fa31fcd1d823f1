import type { DesiredState } from './desired-state.js'
import type { EffectiveCause } from './effective-go.js'
import { maskSetting } from './go-settings.js'
import { describeEffective, judgeEffective } from './judge-effective.js'
import { type ObservedLink, type ObservedState, observedRelease } from './observed-state.js'

/** One way in which a host differs from what it was assigned, as data. */
export type Drift =
  | { readonly kind: 'version'; readonly expected: string; readonly found: string | null }
  | { readonly kind: 'link'; readonly expected: string; readonly found: ObservedLink }
  | {
      readonly kind: 'settings'
      readonly name: string
      readonly expected: string | null
      readonly found: string | null
    }
  | {
      readonly kind: 'bytes'
      readonly release: string
      readonly count: number
      readonly sample: readonly string[]
    }
  | { readonly kind: 'effective'; readonly cause: EffectiveCause }

/** Drift kinds, in the order they are shown. */
export const DRIFT_KINDS = [
  'version',
  'link',
  'settings',
  'bytes',
  'effective',
] as const satisfies readonly Drift['kind'][]

/**
 * How an observed state differs from the wanted one. Empty means they match. A link that leads to another managed release is
 * drift of kind `link` when the host had been brought to the wanted one before (somebody moved it), else of kind `version`.
 */
export function compare(
  wanted: DesiredState,
  observed: ObservedState,
  history: { readonly reached: boolean },
): Drift[] {
  const found = observedRelease(observed)
  const installed = observed.installed.some((r) => r.release === wanted.release)
  const drift: Drift[] = []
  if (found !== wanted.release) {
    const neverThere =
      !history.reached && (observed.link.kind === 'managed' || observed.link.kind === 'missing')
    if (neverThere) drift.push({ kind: 'version', expected: wanted.release, found })
    else {
      drift.push({ kind: 'link', expected: wanted.release, found: observed.link })
      if (!installed) drift.push({ kind: 'version', expected: wanted.release, found })
    }
    return drift
  }
  if (observed.goVersion !== null && observed.goVersion !== wanted.release) {
    drift.push({ kind: 'version', expected: wanted.release, found: observed.goVersion })
  }
  drift.push(...compareSettings(wanted, observed))
  if (observed.bytes.kind === 'changed') {
    const { count, sample } = observed.bytes
    drift.push({ kind: 'bytes', release: wanted.release, count, sample })
  }
  for (const cause of judgeEffective(wanted, observed.effective)) drift.push({ kind: 'effective', cause })
  return drift
}

function compareSettings(wanted: DesiredState, observed: ObservedState): Drift[] {
  const names = new Set([...Object.keys(wanted.settings), ...Object.keys(observed.settings)])
  return [...names].sort().flatMap((name): Drift[] => {
    const expected = wanted.settings[name] ?? null
    const found = observed.settings[name] ?? null
    return expected === found ? [] : [{ kind: 'settings', name, expected, found }]
  })
}

function describeLink(link: ObservedLink): string {
  switch (link.kind) {
    case 'managed':
      return `leads to ${link.release}`
    case 'missing':
      return 'is gone'
    case 'foreign':
      return `leads to ${link.target}, which Goherd did not install`
    case 'dangling':
      return `leads to ${link.target}, where there is no complete tree`
    case 'not-a-link':
      return 'was replaced by something that is not a link'
  }
}

function describeSetting(value: string | null, absent: string): string {
  return value === null ? absent : `"${maskSetting(value)}"`
}

/**
 * The drift of the managed Go itself, without what lies around it on the host. An assignment can put this right, and whether it
 * did is proved by digest; effective drift takes a person, and stands in the way of neither.
 */
export function ofManagedGo(drift: readonly Drift[]): Drift[] {
  return drift.filter(({ kind }) => kind !== 'effective')
}

/** The reason of a drift in one sentence, secrets masked. */
export function describeDrift(drift: Drift): string {
  switch (drift.kind) {
    case 'version':
      return drift.found === null
        ? `no managed Go is active, ${drift.expected} is wanted`
        : `runs ${drift.found}, ${drift.expected} is wanted`
    case 'link':
      return `the current link ${describeLink(drift.found)}; it should lead to ${drift.expected}`
    case 'settings':
      return `${drift.name} is ${describeSetting(drift.found, 'not set')} in go.env, ${describeSetting(drift.expected, 'not set')} is wanted`
    case 'bytes':
      return `${drift.count} ${drift.count === 1 ? 'file' : 'files'} of ${drift.release} changed on disk since it was installed: ${drift.sample.join(', ')}`
    case 'effective':
      return describeEffective(drift.cause)
  }
}
