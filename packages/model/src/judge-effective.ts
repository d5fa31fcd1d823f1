import type { DesiredState } from './desired-state.js'
import type {
  ContextGo,
  EffectiveCause,
  EffectiveGo,
  FoundGo,
  GoContext,
  ToolchainPolicy,
} from './effective-go.js'
import { maskSetting, readsGoEnv } from './go-settings.js'
import { compareGoVersions, parseGoVersion } from './go-version.js'

/**
 * Why builds on a host would not run the wanted Go with its settings. Empty when they would, or when nothing is known. Where
 * Goherd was never asked to be on PATH, neither another `go` nor the environment around it counts: builds do not come by here.
 */
export function judgeEffective(wanted: DesiredState, effective: EffectiveGo | undefined): EffectiveCause[] {
  if (effective === undefined) return []
  return [
    ...(effective.onPath ? effective.contexts.flatMap(judgeContext) : []),
    ...(effective.onPath ? judgeOverrides(wanted, effective) : []),
    ...judgeWorkspaces(wanted, effective),
  ]
}

function judgeContext({ context, user, go }: ContextGo): EffectiveCause[] {
  // A service without a go says so by itself, and most that build name their program or their PATH.
  if (go === null) return context === 'service' ? [] : [{ kind: 'not-on-path', context, user }]
  return go.origin === 'managed' ? [] : [{ kind: 'shadowed', context, user, go }]
}

/** Values come masked from the host, so they are compared masked. */
function judgeOverrides(wanted: DesiredState, { overrides }: EffectiveGo): EffectiveCause[] {
  return overrides.flatMap((override): EffectiveCause[] => {
    const { name, where } = override
    if (name === 'GOROOT') return [{ kind: 'goroot', value: override.value, where }]
    const value = wanted.settings[name]
    return value === undefined || maskSetting(value) === maskSetting(override.value)
      ? []
      : [{ kind: 'override', override, wanted: value }]
  })
}

function judgeWorkspaces(wanted: DesiredState, { workspaces }: EffectiveGo): EffectiveCause[] {
  return workspaces.flatMap(({ path, wants, file }): EffectiveCause[] =>
    wants !== null && isNewer(wants, wanted.release)
      ? [{ kind: 'workspace', path, wants, file, active: wanted.release, toolchain: policyFor(wanted, file) }]
      : [],
  )
}

function isNewer(wants: string, release: string): boolean {
  const asked = parseGoVersion(wants)
  const active = parseGoVersion(release)
  return asked !== undefined && active !== undefined && compareGoVersions(asked, active) > 0
}

/** `go` itself reads go.mod and go.work, and since 1.21 only; what else may lie there is for other tools. */
function policyFor(wanted: DesiredState, file: string | null): ToolchainPolicy | 'none' {
  const isRead = readsGoEnv(wanted.release) && (file === null || file === 'go.mod' || file === 'go.work')
  return isRead ? toolchainPolicy(wanted.settings.GOTOOLCHAIN) : 'none'
}

/** What `go` does when a module asks for a newer Go, by the value of GOTOOLCHAIN; left out, it is `auto`. */
export function toolchainPolicy(value = 'auto'): ToolchainPolicy {
  if (/(^|\+)auto$/.test(value)) return 'auto'
  return /(^|\+)path$/.test(value) ? 'path' : 'local'
}

const IN_CONTEXT: Readonly<Record<GoContext, string>> = {
  'login-shell': 'a login shell',
  shell: 'a shell that is no login shell',
  service: 'a service',
}

/** Whose Go it is, in a few words. */
export const ORIGIN_WORDS: Readonly<Record<FoundGo['origin'], string>> = {
  managed: "Goherd's",
  'other-root': 'of another Goherd root',
  'usr-local': 'installed by hand',
  sdk: 'of golang.org/dl, in its sdk folder',
  distribution: "the distribution's",
  mise: "mise's",
  asdf: "asdf's",
  snap: "snap's",
  homebrew: "Homebrew's",
  toolchain: 'downloaded by go itself',
  unknown: 'of unknown origin',
}

/** Where a context is, in a few words: `a login shell of ci`. */
export function describeContext({ context, user }: Pick<ContextGo, 'context' | 'user'>): string {
  return `${IN_CONTEXT[context]} of ${user}`
}

/** A `go` program in a few words: `/usr/local/go/bin/go (go1.21.13, installed by hand)`. */
export function describeFoundGo({ path, origin, release }: FoundGo): string {
  return `${path} (${release === null ? '' : `${release}, `}${ORIGIN_WORDS[origin]})`
}

/** The reason of an effective drift in one sentence, secrets masked. */
export function describeEffective(cause: EffectiveCause): string {
  switch (cause.kind) {
    case 'shadowed':
      return `in ${describeContext(cause)}, go is ${describeFoundGo(cause.go)} and not Goherd's`
    case 'not-on-path':
      return `in ${describeContext(cause)}, there is no go on PATH`
    case 'goroot':
      return `GOROOT is exported as ${maskSetting(cause.value)} by ${cause.where}, so go leaves its own tree and a switch can mix two in one build`
    case 'override': {
      const { name, value, where } = cause.override
      return `${name} is "${maskSetting(value)}" by ${where}, which is stronger than "${maskSetting(cause.wanted)}" in go.env`
    }
    case 'workspace':
      return describeWorkspace(cause)
  }
}

type WorkspaceCause = Extract<EffectiveCause, { kind: 'workspace' }>

function describeWorkspace({ path, wants, file, active, toolchain }: WorkspaceCause): string {
  const asks = `in ${path}, ${file ?? 'a file'} asks for ${wants}`
  switch (toolchain) {
    case 'auto':
      return `${asks}, so go downloads and runs that instead of ${active}`
    case 'path':
      return `${asks}, and GOTOOLCHAIN=path takes it from PATH only: where it is not there, builds fail`
    case 'local':
      return `${asks}, and GOTOOLCHAIN=local refuses it: builds there fail`
    case 'none':
      return `${asks}, but builds there run ${active}`
  }
}

/** Services read no start-up file: they find what is linked into a folder of their PATH. */
const PUT_ON_PATH: Readonly<Record<GoContext, string>> = {
  'login-shell': 'goherd-agent path setup',
  shell: 'goherd-agent path setup',
  service: 'goherd-agent path setup --link-bin',
}

/** What puts an effective drift right, as one action. */
export function fixEffective(cause: EffectiveCause): string {
  switch (cause.kind) {
    case 'shadowed':
      return `Remove ${cause.go.path}, or put Goherd's folder before it: ${PUT_ON_PATH[cause.context]}`
    case 'not-on-path':
      return `Put Goherd on PATH there: ${PUT_ON_PATH[cause.context]}`
    case 'goroot':
      return `Take GOROOT out of ${cause.where}; go finds its own folder`
    case 'override':
      return fixOverride(cause.override)
    case 'workspace':
      return fixWorkspace(cause)
  }
}

function fixOverride({ name, where }: { readonly name: string; readonly where: string }): string {
  return /[\\/]go[\\/]env$/.test(where)
    ? `Take it back as the user whose file ${where} is: go env -u ${name}`
    : `Take ${name} out of ${where}`
}

function fixWorkspace({ path, wants, file, toolchain }: WorkspaceCause): string {
  const move = `Move the group to ${wants} or newer`
  switch (toolchain) {
    case 'auto':
      return `${move}, or set GOTOOLCHAIN=local to forbid downloads`
    case 'path':
    case 'local':
      return `${move}, or lower what ${file ?? 'the file'} in ${path} asks for`
    case 'none':
      return `${move}, or build there with: goherd-agent exec`
  }
}
