import { dirname, join } from 'node:path'
import {
  type BuiltTool,
  type ContextGo,
  type EffectiveGo,
  type FoundGo,
  parseGoVersion,
  type SettingOverride,
} from '@goherd/model'
import type { Layout } from '../disk/index.js'
import { findGos, type MachinePort } from '../machine/index.js'
import { readPathRecord } from '../shell-path/index.js'
import { askShell } from './ask-shell.js'
import { foreignTools } from './built-tools.js'
import { describeGo, goOnPath } from './found-go.js'
import { downloadedToolchains, type GoFolders, goFolders, toolchainFolder } from './go-folders.js'
import { type HostUser, hostUsers } from './host-users.js'
import { distinct, overridesInFile, overridesInSession, userGoEnv } from './overrides.js'
import { profileFiles } from './profile-files.js'
import { serviceEnvironment, serviceFiles } from './service-environment.js'
import { readWatchList, type WatchList, watchListPath } from './watch-list.js'
import { workspaceFiles, workspaceGo } from './workspaces.js'

/** What a survey depends on. */
export interface SurveyOptions {
  readonly layout: Layout
  readonly port: MachinePort
  /** Ends the programs it started; the survey throws then. */
  readonly signal: AbortSignal
}

/** What was found, and the paths whose change makes it out of date. */
export interface Survey {
  readonly effective: EffectiveGo
  readonly paths: readonly string[]
}

/** The limits of a report. */
const MOST = { contexts: 12, others: 30, toolchains: 30, overrides: 30, workspaces: 30, tools: 50 } as const

/**
 * What builds on this host would really run: starts each user's own shells with nothing inherited, and reads the rest. It takes
 * some tenths of a second, at most some ten seconds for a user whose start-up files hang. Throws when aborted, and
 * `watch_list_unreadable` or `path_record_unreadable`.
 */
export async function survey(o: SurveyOptions): Promise<Survey> {
  const { layout, port } = o
  const watched = readWatchList(layout)
  const users: UserFindings[] = []
  for (const user of hostUsers(port, watched.users)) users.push(await surveyUser(user, o))
  const others = distinctGos(users.flatMap((user) => user.others))
  const effective: EffectiveGo = {
    onPath: readPathRecord(layout).onPath,
    contexts: users.flatMap((user) => user.contexts).slice(0, MOST.contexts),
    others: others.slice(0, MOST.others),
    toolchains: distinctGos(users.flatMap((user) => user.toolchains)).slice(0, MOST.toolchains),
    overrides: distinct(users.flatMap((user) => user.overrides)).slice(0, MOST.overrides),
    workspaces: watched.workspaces.map((path) => workspaceGo(port, path)).slice(0, MOST.workspaces),
    tools: users.flatMap((user) => user.tools).slice(0, MOST.tools),
  }
  return { effective, paths: [...new Set([...ownPaths(o, watched), ...users.flatMap(({ paths }) => paths)])] }
}

interface UserFindings {
  readonly contexts: readonly ContextGo[]
  readonly others: readonly FoundGo[]
  readonly toolchains: readonly FoundGo[]
  readonly overrides: readonly SettingOverride[]
  readonly tools: readonly BuiltTool[]
  readonly paths: readonly string[]
}

/** One way in which a user's builds start. */
interface Start {
  readonly context: ContextGo['context']
  readonly env: Readonly<Record<string, string>>
  /** What the shell itself said; empty where there was none to ask. */
  readonly said: string
}

async function surveyUser(user: HostUser, o: SurveyOptions): Promise<UserFindings> {
  const { port, signal } = o
  const starts = await startsOf(user, o)
  const { files, folders } = profileFiles(port, user)
  const contexts: ContextGo[] = []
  for (const { context, env, said } of starts) {
    const path = said.startsWith('/') ? said : goOnPath(env.PATH ?? '')
    const go = path === undefined ? null : await describeGo(port, path, { root: o.layout.root, user, signal })
    contexts.push({ context, user: user.name, go, path: foldersOf(env.PATH) })
  }
  const exported = starts.flatMap(({ context, env }) =>
    overridesInSession(port, env, {
      session: `${SESSIONS[context]} of ${user.name}`,
      files: context === 'service' ? serviceFiles(port) : files,
    }),
  )
  const env = starts[0]?.env ?? {}
  const own = goFolders(port, user, env)
  return {
    contexts,
    others: otherGos(user, starts, o),
    toolchains: downloadedToolchains(port, own),
    overrides: [...exported, ...overridesInFile(port, user)],
    tools: await toolsOf(user, own, o),
    paths: [
      ...files,
      ...folders,
      ...serviceFiles(port),
      ...starts.flatMap(({ env }) => (env.PATH ?? '').split(':').map((folder) => join(folder, 'go'))),
      userGoEnv(port, user),
      join(user.home, 'sdk'),
      own.bin,
      toolchainFolder(own),
    ],
  }
}

/** A shell takes an empty entry for the folder it is in. */
function foldersOf(path: string | undefined): string[] {
  return path ? path.split(':').map((folder) => folder || '.') : []
}

const SESSIONS: Readonly<Record<ContextGo['context'], string>> = {
  'login-shell': 'a login shell',
  shell: 'a shell',
  service: 'a service',
}

async function startsOf(user: HostUser, { port, signal }: SurveyOptions): Promise<Start[]> {
  const starts: Start[] = []
  for (const context of ['login-shell', 'shell'] as const) {
    const session = await askShell(user, context, signal)
    if (session !== undefined) starts.push({ context, env: session.env, said: session.go })
  }
  return [...starts, { context: 'service', env: serviceEnvironment(port), said: '' }]
}

/** Every Go that is not of this root: on the user's PATH, where people put them, and in the roots that Goherd takes by itself. */
function otherGos(user: HostUser, starts: readonly Start[], { port, layout }: SurveyOptions): FoundGo[] {
  const path = starts.map(({ env }) => env.PATH ?? '').join(':')
  const asUser = {
    os: port.os,
    home: user.home,
    env: { ...starts[0]?.env, PATH: `${path}:${rootsOfGoherd(user).join(':')}` },
    list: port.list,
    read: port.read,
    real: port.real,
  }
  return findGos(asUser, layout.root).filter(({ origin }) => origin !== 'managed')
}

function rootsOfGoherd({ home }: HostUser): string[] {
  return ['/var/lib/goherd', join(home, '.local', 'share', 'goherd')].map((root) =>
    join(root, 'current', 'bin'),
  )
}

async function toolsOf(user: HostUser, { bin }: GoFolders, o: SurveyOptions): Promise<BuiltTool[]> {
  const go = join(o.layout.current, 'bin', 'go')
  const real = o.port.real(go)
  const active = real === undefined ? undefined : dirname(dirname(real)).split('/').at(-1)
  if (active === undefined || parseGoVersion(active) === undefined) return []
  return foreignTools(o.port, { bin, go, active, user, signal: o.signal })
}

function distinctGos(gos: readonly FoundGo[]): FoundGo[] {
  return [...new Map(gos.map((go) => [go.path, go])).values()]
}

/** What every user's findings depend on. */
function ownPaths({ layout }: SurveyOptions, { workspaces }: WatchList): string[] {
  return [
    layout.current,
    watchListPath(layout),
    join(layout.state, 'path.json'),
    '/etc/passwd',
    '/usr/local/go',
    '/usr/lib',
    ...workspaces.flatMap(workspaceFiles),
  ]
}
