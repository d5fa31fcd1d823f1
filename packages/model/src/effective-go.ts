/** Whose Go a `go` program is, told by where it lies. */
export const GO_ORIGINS = [
  'managed',
  /** Of another Goherd root on this machine. */
  'other-root',
  'usr-local',
  'sdk',
  'distribution',
  'mise',
  'asdf',
  'snap',
  'homebrew',
  'toolchain',
  'unknown',
] as const
export type GoOrigin = (typeof GO_ORIGINS)[number]

/** A `go` program found on a host. */
export interface FoundGo {
  /** Of the program, as PATH or the search found it. */
  readonly path: string
  readonly origin: GoOrigin
  /** The release it says it is; null when it could not be asked. */
  readonly release: string | null
}

/** The ways a build can be started that find their `go` differently. */
export const GO_CONTEXTS = ['login-shell', 'shell', 'service'] as const
export type GoContext = (typeof GO_CONTEXTS)[number]

/** What `go` means for one user in one context. */
export interface ContextGo {
  readonly context: GoContext
  readonly user: string
  /** null: no `go` on PATH there. */
  readonly go: FoundGo | null
  /** The folders of PATH there, first asked first; absent where the agent does not tell them, or had no room to. */
  readonly path?: readonly string[] | undefined
}

/** Something stronger than the release's go.env: a variable that is exported, or a line in a user's `go env -w` file. */
export interface SettingOverride {
  readonly name: string
  readonly value: string
  /** The file, or `the environment of a login shell of ci`. */
  readonly where: string
}

/** A folder whose builds somebody registered, and the Go its files ask for. */
export interface WorkspaceGo {
  readonly path: string
  /** A release or a language line, such as `go1.23.5` or `1.24`; null when nothing asks. */
  readonly wants: string | null
  /** What asks: `go.mod`, `go.work`, `.go-version`, `.tool-versions`, `mise.toml`. */
  readonly file: string | null
}

/** A program in GOBIN and the release that built it. */
export interface BuiltTool {
  readonly path: string
  readonly release: string
}

/** What builds on a host would really run, as opposed to what is installed. Lists are cut to what a report can carry. */
export interface EffectiveGo {
  /** True when Goherd set up PATH for this root: only then is another `go` on PATH a drift. */
  readonly onPath: boolean
  readonly contexts: readonly ContextGo[]
  /** Every Go on the host that is not of this root, on PATH or not. */
  readonly others: readonly FoundGo[]
  /** Toolchains that `go` downloaded by itself, in module caches. */
  readonly toolchains: readonly FoundGo[]
  /** GOROOT among them: exported, it can mix two trees in one build. */
  readonly overrides: readonly SettingOverride[]
  readonly workspaces: readonly WorkspaceGo[]
  /** Tools built by another release than the active one. */
  readonly tools: readonly BuiltTool[]
}

/** Where a host's builds get their `go` from, in one pair for lists: the worst of its contexts. `none`: there is no go on PATH. */
export interface GoSource {
  readonly origin: GoOrigin | 'none'
  readonly path: string | null
}

/** Null while nothing is known. A Go that is not managed says more than one that is, and both more than none. */
export function goSource(effective: EffectiveGo | undefined): GoSource | null {
  if (effective === undefined || effective.contexts.length === 0) return null
  const found = effective.contexts.flatMap(({ go }) => go ?? [])
  const telling = found.find(({ origin }) => origin !== 'managed') ?? found[0]
  return telling ? { origin: telling.origin, path: telling.path } : { origin: 'none', path: null }
}

/** What `go` does when a module asks for a newer Go: download it, take it from PATH only, or refuse. */
export type ToolchainPolicy = 'auto' | 'path' | 'local'

/** Why builds would not run the managed Go with its settings, as data. */
export type EffectiveCause =
  | { readonly kind: 'shadowed'; readonly context: GoContext; readonly user: string; readonly go: FoundGo }
  | { readonly kind: 'not-on-path'; readonly context: GoContext; readonly user: string }
  | { readonly kind: 'goroot'; readonly value: string; readonly where: string }
  | { readonly kind: 'override'; readonly override: SettingOverride; readonly wanted: string }
  /** The workspace asks for a newer Go than the active one. `none`: what asks is not read by `go` itself. */
  | {
      readonly kind: 'workspace'
      readonly path: string
      readonly wants: string
      readonly file: string | null
      readonly active: string
      readonly toolchain: ToolchainPolicy | 'none'
    }
