/** Whom a service is for: the machine, or the user who installs it. */
export type ServiceScope = 'system' | 'user'

/** What a service is to run, and where. All paths are absolute. */
export interface ServiceOrder {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]]
  /** The agent's folder: it writes there. */
  readonly root: string
  /** Where the agent replaces itself; null when it was not installed from a bundle. */
  readonly home: string | null
  readonly scope: ServiceScope
  /** It may start the shells of other users, to see which Go they would run. */
  readonly asksUsers: boolean
  /** It may try smoke checks and builds for rollouts, as another user. */
  readonly triesChecks: boolean
  /** The home folder of the user who installs it. */
  readonly userHome: string
  readonly uid: number
}

export interface ServiceFile {
  readonly path: string
  readonly text: string
  readonly mode: number
  readonly encoding: 'utf8' | 'utf16le'
}

/** Program and arguments of something that is run to its end. */
export type ServiceCommand = readonly [string, ...string[]]

/** How a service comes and goes on one kind of system, as data. */
export interface ServicePlan {
  readonly files: readonly ServiceFile[]
  /** After the files are there. */
  readonly start: readonly ServiceCommand[]
  /** Before the files are removed; what is not running or not known may fail. */
  readonly stop: readonly ServiceCommand[]
  /** After the files are removed. */
  readonly forget: readonly ServiceCommand[]
  /** What a person should know. */
  readonly advice: readonly string[]
}
