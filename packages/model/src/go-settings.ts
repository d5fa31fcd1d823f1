import { compareGoVersions, parseGoVersion } from './go-version.js'

/** Go settings of a revision: name to value, as they stand in a `go.env` file. */
export type GoSettings = Readonly<Record<string, string>>

/** The settings Goherd may manage. Nothing here can move GOROOT, GOPATH or a cache, or name a program to run. */
export const MANAGED_SETTINGS = [
  'GOPROXY',
  'GOPRIVATE',
  'GONOPROXY',
  'GONOSUMDB',
  'GOSUMDB',
  'GOFLAGS',
  'GOTOOLCHAIN',
  'GOINSECURE',
  'GOVCS',
  'GOEXPERIMENT',
  'GODEBUG',
  'GOAMD64',
  'GOARM64',
  'GOTELEMETRY',
  'CGO_ENABLED',
] as const

/** A setting that was refused, and why. */
export interface SettingRefusal {
  readonly name: string
  readonly reason: 'not-managed' | 'line-break' | 'too-long' | 'program'
}

const MAX_VALUE = 4096

/** Says why a setting cannot be part of a revision, or undefined when it can. */
export function refuseSetting(name: string, value: string): SettingRefusal | undefined {
  if (!MANAGED_SETTINGS.some((known) => known === name)) return { name, reason: 'not-managed' }
  if (/[\r\n\0]/.test(value)) return { name, reason: 'line-break' }
  if (value.length > MAX_VALUE) return { name, reason: 'too-long' }
  // -toolexec and -exec would let a settings change run any program on every build host.
  if (name === 'GOFLAGS' && /(^|\s)--?(toolexec|exec|overlay|modfile)\b/.test(value))
    return { name, reason: 'program' }
  return undefined
}

/** One sentence for a refusal, ending in what to do. */
export function describeSettingRefusal(refusal: SettingRefusal): string {
  switch (refusal.reason) {
    case 'not-managed':
      return `${refusal.name} is not a setting Goherd manages; use one of ${MANAGED_SETTINGS.join(', ')}`
    case 'line-break':
      return `the value of ${refusal.name} contains a line break; put it on one line`
    case 'too-long':
      return `the value of ${refusal.name} is longer than ${MAX_VALUE} characters; shorten it`
    case 'program':
      return `${refusal.name} may not carry -toolexec, -exec, -overlay or -modfile, which run or replace programs on every host; set it in the build instead`
  }
}

/** `go.env` is read by Go 1.21 and newer; older releases take settings from the environment only. */
export function readsGoEnv(release: string): boolean {
  const version = parseGoVersion(release)
  return (
    version !== undefined &&
    compareGoVersions(version, { major: 1, minor: 21, patch: undefined, pre: undefined }) >= 0
  )
}

const LINE = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/

/** The assignments of a `go.env` file in order, later ones winning, comments and malformed lines ignored as Go does. */
export function parseGoEnv(text: string): GoSettings {
  const settings: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const match = LINE.exec(line.trimEnd())
    if (match?.[1] !== undefined && match[2] !== undefined) settings[match[1]] = match[2]
  }
  return settings
}

/**
 * The `go.env` of a release with a revision's settings on top: the lines as released, each managed name replaced where it
 * stood, new names appended in order of name. The same input always gives the same bytes.
 */
export function renderGoEnv(released: string, settings: GoSettings): string {
  const rest = new Map(Object.entries(settings))
  const lines = released
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const name = LINE.exec(line)?.[1]
      const value = name === undefined ? undefined : rest.get(name)
      if (name === undefined || value === undefined) return line
      rest.delete(name)
      return `${name}=${value}`
    })
  const added = [...rest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`)
  return `${[...(released === '' ? [] : lines), ...added].join('\n')}\n`
}

/** Hides what looks like a credential in a setting's value: the user part of each URL. */
export function maskSetting(value: string): string {
  return value.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/@\s,|]+@/gi, '$1•••@')
}
