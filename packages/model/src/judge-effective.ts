import type { DesiredState } from './desired-state.js'
import type { EffectiveCause, EffectiveGo, FoundGo, GoContext } from './effective-go.js'
import { maskSetting } from './go-settings.js'
import { compareGoVersions, parseGoVersion } from './go-version.js'

/**
 * Why builds on a host would not run the wanted Go with its settings. Empty when they would, or when nothing is known. Another
 * `go` on PATH counts only where Goherd was asked to be on PATH.
 */
export function judgeEffective(wanted: DesiredState, effective: EffectiveGo | undefined): EffectiveCause[] {
  if (effective === undefined) return []
  return [
    ...(effective.onPath ? effective.contexts.flatMap(judgeContext) : []),
    ...judgeOverrides(wanted, effective),
    ...judgeWorkspaces(wanted, effective),
  ]
}

function judgeContext(found: {
  readonly context: GoContext
  readonly user: string
  readonly go: FoundGo | null
}): EffectiveCause[] {
  const { context, user, go } = found
  if (go === null) return [{ kind: 'not-on-path', context, user }]
  return go.origin === 'managed' ? [] : [{ kind: 'shadowed', context, user, go }]
}

function judgeOverrides(wanted: DesiredState, { overrides }: EffectiveGo): EffectiveCause[] {
  return overrides.flatMap((override): EffectiveCause[] => {
    if (override.name === 'GOROOT') return [{ kind: 'goroot', value: override.value, where: override.where }]
    const value = wanted.settings[override.name]
    return value === undefined || value === override.value
      ? []
      : [{ kind: 'override', override, wanted: value }]
  })
}

function judgeWorkspaces(wanted: DesiredState, { workspaces }: EffectiveGo): EffectiveCause[] {
  return workspaces.flatMap(({ path, wants }): EffectiveCause[] =>
    wants !== null && isNewer(wants, wanted.release)
      ? [{ kind: 'workspace', path, wants, active: wanted.release, toolchain: toolchainPolicy(wanted) }]
      : [],
  )
}

function isNewer(wants: string, release: string): boolean {
  const asked = parseGoVersion(wants)
  const active = parseGoVersion(release)
  return asked !== undefined && active !== undefined && compareGoVersions(asked, active) > 0
}

/** What `go` does when a module asks for a newer one. Releases before 1.21 know no other than to go on. */
function toolchainPolicy({ settings }: DesiredState): 'auto' | 'path' | 'local' {
  const value = settings.GOTOOLCHAIN ?? 'auto'
  if (value === 'local') return 'local'
  return /(^|\+)path$/.test(value) ? 'path' : /(^|\+)auto$/.test(value) ? 'auto' : 'local'
}

const IN_CONTEXT: Readonly<Record<GoContext, string>> = {
  'login-shell': 'a login shell',
  shell: 'a shell that is no login shell',
  service: 'a service',
}

const ORIGIN: Readonly<Record<FoundGo['origin'], string>> = {
  managed: "Goherd's",
  'other-root': 'of another Goherd root',
  'usr-local': 'installed by hand',
  sdk: "from golang.org/dl's sdk folder",
  distribution: "the distribution's",
  mise: "mise's",
  asdf: "asdf's",
  snap: "snap's",
  homebrew: "Homebrew's",
  toolchain: 'downloaded by go itself',
  unknown: 'of unknown origin',
}

/** The reason of an effective drift in one sentence, secrets masked. */
export function describeEffective(cause: EffectiveCause): string {
  switch (cause.kind) {
    case 'shadowed': {
      const { path, origin, release } = cause.go
      return `in ${IN_CONTEXT[cause.context]} of ${cause.user}, go is ${path} (${ORIGIN[origin]}${release === null ? '' : `, ${release}`})`
    }
    case 'not-on-path':
      return `in ${IN_CONTEXT[cause.context]} of ${cause.user}, there is no go on PATH`
    case 'goroot':
      return `GOROOT is exported as ${cause.value} by ${cause.where}; a switch can mix two trees in one build`
    case 'override':
      return `${cause.override.name} is "${maskSetting(cause.override.value)}" by ${cause.override.where}, which is stronger than the wanted "${maskSetting(cause.wanted)}" in go.env`
    case 'workspace':
      return cause.toolchain === 'auto'
        ? `builds in ${cause.path} download and run ${cause.wants} instead of ${cause.active}`
        : `builds in ${cause.path} ask for ${cause.wants}; GOTOOLCHAIN=${cause.toolchain} ${cause.toolchain === 'path' ? 'takes it from PATH only' : 'refuses it'}`
  }
}

/** What puts an effective drift right, as one action. */
export function fixEffective(cause: EffectiveCause): string {
  switch (cause.kind) {
    case 'shadowed':
      return `Remove ${cause.go.path} or put it behind Goherd's folder on PATH: goherd-agent doctor --fix`
    case 'not-on-path':
      return 'Put Goherd on PATH: goherd-agent doctor --fix'
    case 'goroot':
      return `Take GOROOT out of ${cause.where}; go finds its own folder`
    case 'override':
      return cause.override.where.startsWith('environment')
        ? `Take ${cause.override.name} out of the ${cause.override.where}`
        : `Run as that user: go env -u ${cause.override.name}`
    case 'workspace':
      return cause.toolchain === 'auto'
        ? `Move the group to ${cause.wants}, or set GOTOOLCHAIN=local to forbid downloads`
        : `Move the group to ${cause.wants}, or lower the go line in ${cause.path}`
  }
}
