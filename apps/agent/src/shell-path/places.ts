import { join } from 'node:path'
import type { MachinePort, Shells } from '../machine/index.js'
import type { Dialect, Precedence } from './render.js'

/** A start-up file that Goherd writes to. */
export interface StartupFile {
  readonly path: string
  readonly dialect: Dialect
  readonly precedence: Precedence
  /** `own`: the whole file is Goherd's. `block`: lines of Goherd's in somebody else's file. */
  readonly form: 'own' | 'block'
  /** The folder that the file, links resolved, must stay in. */
  readonly within: string
}

/** A link that gives a program a name on a PATH that Goherd does not set. */
export interface WantedLink {
  readonly path: string
  readonly target: string
}

/** Where start-up files lie: a test gives folders of its own. */
export interface Folders {
  readonly etc: string
  readonly home: string
  /** `/usr/local` */
  readonly local: string
}

/** What is known about who asks. */
export interface Asker {
  readonly os: string
  readonly isRoot: boolean
  readonly shells: Shells
  readonly folders: Folders
  readonly env: Readonly<Record<string, string | undefined>>
  exists(path: string): boolean
}

/** An asker that is this process's user, on the machine's own folders. */
export function askerOf(
  port: MachinePort,
  shells: Shells,
  folders: Folders = { etc: '/etc', home: port.home, local: '/usr/local' },
): Asker {
  const exists = (path: string) => port.real(path) !== undefined
  return { os: port.os, isRoot: port.uid === 0, shells, folders, env: port.env, exists }
}

/** The start-up files for whoever asks: for all users as root, else the user's own. Only for shells that are there. */
export function startupFiles(asker: Asker): StartupFile[] {
  return asker.isRoot ? forAll(asker) : forOne(asker)
}

/** The names for programs that services and cron find without any start-up file. `current` is the root's link. */
export function binLinks({ isRoot, folders }: Asker, current: string): WantedLink[] {
  const folder = isRoot ? join(folders.local, 'bin') : join(folders.home, '.local', 'bin')
  return ['go', 'gofmt'].map((name) => ({ path: join(folder, name), target: join(current, 'bin', name) }))
}

/** The place where a Go that was unpacked by hand lies; tools and scripts look there. Root only. */
export function usrLocalLink({ folders }: Asker, current: string): WantedLink {
  return { path: join(folders.local, 'go'), target: current }
}

function forAll({ os, shells, folders, exists }: Asker): StartupFile[] {
  const at = { within: folders.etc, precedence: 'absent' } as const
  const path = (...names: readonly string[]) => join(folders.etc, ...names)
  const fish: StartupFile[] = shells.installed.includes('fish')
    ? [{ ...at, path: path('fish', 'conf.d', 'goherd.fish'), dialect: 'fish', form: 'own' }]
    : []
  const block = (...names: readonly string[]): StartupFile => {
    return { ...at, path: path(...names), dialect: 'posix', form: 'block' }
  }
  const hasZsh = shells.installed.includes('zsh')
  if (os === 'darwin') {
    const zsh = hasZsh ? [block('zshenv'), afterPathHelper(block('zprofile'))] : []
    return [afterPathHelper(block('profile')), ...zsh, ...fish]
  }
  // Debian, Arch and Alpine build zsh with /etc/zsh, others with /etc.
  const zshenv = exists(path('zsh')) ? block('zsh', 'zshenv') : block('zshenv')
  return [
    { ...at, path: path('profile.d', 'goherd.sh'), dialect: 'posix', form: 'own' },
    ...(hasZsh ? [zshenv] : []),
    ...fish,
  ]
}

function forOne({ os, shells, folders, env, exists }: Asker): StartupFile[] {
  const { home } = folders
  const at = { within: home, precedence: 'absent' } as const
  const block = (...names: readonly [string, string]): StartupFile => {
    return { ...at, path: join(...names), dialect: 'posix', form: 'block' }
  }
  const has = (shell: 'bash' | 'zsh' | 'fish') => shells.installed.includes(shell)
  // A login bash reads the first of these that exists, and .profile only without either.
  const login = ['.bash_profile', '.bash_login'].filter((name) => exists(join(home, name))).slice(0, 1)
  const zsh = env.ZDOTDIR || home
  const conf = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'fish', 'conf.d', 'goherd.fish')
  return [
    block(home, '.profile'),
    ...(has('bash') ? ['.bashrc', ...login].map((name) => block(home, name)) : []),
    ...(has('zsh') ? [block(zsh, '.zshenv')] : []),
    ...(has('zsh') && os === 'darwin' ? [afterPathHelper(block(zsh, '.zprofile'))] : []),
    ...(has('fish') ? [{ ...at, path: conf, dialect: 'fish', form: 'own' } as const] : []),
  ]
}

/** macOS's /etc/profile and /etc/zprofile run path_helper, which moves the system's folders to the front again. */
function afterPathHelper(file: StartupFile): StartupFile {
  return { ...file, precedence: 'always' }
}
