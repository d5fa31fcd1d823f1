import {
  type DesiredState,
  type GoSettings,
  type HostPolicy,
  isSameDesired,
  maskSetting,
  type NamedRelease,
  readsGoEnv,
  refuseSetting,
  resolveRelease,
  type SettingRefusal,
} from '@goherd/model'
import type { RecallView } from '@goherd/protocol'

/** What somebody asks of a group. What is left out stays as it is. */
export interface DesiredRequest {
  readonly go?: string | undefined
  readonly settings?: GoSettings | undefined
  readonly unset?: readonly string[] | undefined
  /** Replaces the whole policy. */
  readonly policy?: HostPolicy | undefined
}

/** What a language line was resolved to. */
interface ResolvedLine {
  readonly asked: string
  readonly release: string
}

/** Why a request cannot become a revision. */
export type DesiredRefusal =
  | { readonly kind: 'no-release' }
  | { readonly kind: 'malformed'; readonly asked: string }
  | { readonly kind: 'unknown'; readonly asked: string; readonly nearest: readonly string[] }
  | { readonly kind: 'settings'; readonly refusals: readonly SettingRefusal[] }
  | { readonly kind: 'masked'; readonly name: string }
  | { readonly kind: 'no-go-env'; readonly release: string }
  | { readonly kind: 'recalled'; readonly release: string; readonly recall: RecallView }

/** What a request comes to. */
export type DesiredPlan =
  | {
      readonly kind: 'new' | 'unchanged'
      readonly desired: DesiredState
      readonly resolved: ResolvedLine | null
    }
  | { readonly kind: 'refused'; readonly refusal: DesiredRefusal }

const MASK = '•••@'

/** Releases that nothing goes to, by name. */
type Recalled = ReadonlyMap<string, RecallView>

/**
 * Merges a request into a group's current desired state and checks what comes out. A recalled release is refused, and a language
 * line means the newest that is not; a group that has a recalled release already may change its settings.
 */
export function planDesired(
  current: DesiredState | undefined,
  request: DesiredRequest,
  catalogue: readonly NamedRelease[],
  recalled: Recalled = new Map(),
): DesiredPlan {
  const chosen = chooseAllowed(current, request.go, catalogue, recalled)
  if ('kind' in chosen) return { kind: 'refused', refusal: chosen }
  const { release, resolved } = chosen
  const settings = mergeSettings(current?.settings ?? {}, request)
  const refusal = refuseSettings(release, settings)
  if (refusal) return { kind: 'refused', refusal }
  const desired = { release, settings, policy: request.policy ?? current?.policy ?? {} }
  const unchanged = current !== undefined && isSameDesired(current, desired)
  return { kind: unchanged ? 'unchanged' : 'new', desired, resolved }
}

type Chosen = { readonly release: string; readonly resolved: ResolvedLine | null }

function chooseAllowed(
  current: DesiredState | undefined,
  asked: string | undefined,
  catalogue: readonly NamedRelease[],
  recalled: Recalled,
): Chosen | DesiredRefusal {
  const any = chooseRelease(current, asked, catalogue)
  const recall = 'kind' in any ? undefined : recalled.get(any.release)
  if ('kind' in any || !recall || any.release === current?.release) return any
  const allowed = catalogue.filter(({ name }) => !recalled.has(name))
  const other = any.resolved === null ? undefined : chooseRelease(current, asked, allowed)
  return other && !('kind' in other) ? other : { kind: 'recalled', release: any.release, recall }
}

function chooseRelease(
  current: DesiredState | undefined,
  asked: string | undefined,
  catalogue: readonly NamedRelease[],
): Chosen | DesiredRefusal {
  if (asked === undefined)
    return current ? { release: current.release, resolved: null } : { kind: 'no-release' }
  const resolution = resolveRelease(asked, catalogue)
  switch (resolution.kind) {
    case 'exact':
      return { release: resolution.release, resolved: null }
    case 'resolved':
      return { release: resolution.release, resolved: { asked, release: resolution.release } }
    case 'malformed':
    case 'unknown':
      return resolution
  }
}

/** A value that comes back as it was shown, with its credentials hidden, means: leave it as it is. */
function mergeSettings(current: GoSettings, { settings = {}, unset = [] }: DesiredRequest): GoSettings {
  const kept = Object.entries(current).filter(([name]) => !unset.includes(name))
  const given = Object.entries(settings).map(([name, value]): [string, string] => {
    const before = current[name]
    return [name, before !== undefined && maskSetting(before) === value ? before : value]
  })
  return Object.fromEntries([...kept, ...given])
}

function refuseSettings(release: string, settings: GoSettings): DesiredRefusal | undefined {
  const entries = Object.entries(settings)
  const refusals = entries.flatMap(([name, value]) => refuseSetting(name, value) ?? [])
  if (refusals.length > 0) return { kind: 'settings', refusals }
  const masked = entries.find(([, value]) => value.includes(MASK))
  if (masked) return { kind: 'masked', name: masked[0] }
  return entries.length > 0 && !readsGoEnv(release) ? { kind: 'no-go-env', release } : undefined
}
