import { join } from 'node:path'
import type { MachinePort } from '../machine/index.js'
import type { HostUser } from './host-users.js'

const SYSTEM = [
  '/etc/profile',
  '/etc/bash.bashrc',
  '/etc/bashrc',
  '/etc/environment',
  '/etc/zshenv',
  '/etc/zprofile',
  '/etc/zshrc',
  '/etc/zsh/zshenv',
  '/etc/zsh/zprofile',
  '/etc/zsh/zshrc',
  '/etc/fish/config.fish',
]
const SYSTEM_FOLDERS = ['/etc/profile.d', '/etc/fish/conf.d']
const OWN = [
  '.profile',
  '.bash_profile',
  '.bash_login',
  '.bashrc',
  '.bash_aliases',
  '.zshenv',
  '.zprofile',
  '.zshrc',
  '.zlogin',
  '.config/fish/config.fish',
]
const OWN_FOLDERS = ['.config/fish/conf.d', '.profile.d']

/** Start-up files and the folders that more of them lie in. */
export interface ProfileFiles {
  /** Paths, there or not. */
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

/** The files that decide what a user's shells have, the user's own last. */
export function profileFiles(port: MachinePort, { home }: HostUser): ProfileFiles {
  const inHome = (names: readonly string[]) => names.map((name) => join(home, name))
  const folders = [...SYSTEM_FOLDERS, ...inHome(OWN_FOLDERS)]
  const inFolders = folders.flatMap((folder) =>
    (port.list(folder) ?? [])
      .filter((name) => /\.(sh|fish)$/.test(name))
      .sort()
      .map((name) => join(folder, name)),
  )
  return { files: [...SYSTEM, ...inFolders, ...inHome(OWN)], folders }
}

/** The last of these files that assigns a variable; undefined when none is seen to. */
export function fileThatSets(port: MachinePort, name: string, files: readonly string[]): string | undefined {
  const assigns = new RegExp(`^[^#\\n]*\\b(${name}=|set\\s+(-\\w+\\s+)*${name}\\s)`, 'm')
  return files.findLast((file) => assigns.test(port.read(file) ?? ''))
}
