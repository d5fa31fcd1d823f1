import { basename, join } from 'node:path'
import type { MachinePort } from './port.js'

/** Shells whose start-up files Goherd knows. */
export const SHELLS = ['bash', 'zsh', 'fish', 'sh'] as const
export type Shell = (typeof SHELLS)[number]

/** The shells of a machine. */
export interface Shells {
  /** The user's login shell, as a path; null when it is not known. */
  readonly login: string | null
  readonly installed: readonly Shell[]
}

const FOLDERS = ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/local/bin']

/** Which shells there are, and which one the user logs in with: passwd's, else the environment's. */
export function shellsOf(port: MachinePort): Shells {
  if (port.os === 'win32') return { login: null, installed: [] }
  const installed = SHELLS.filter((shell) => findShell(port, shell) !== undefined)
  return { login: loginShell(port), installed }
}

/** The program of a shell; undefined when it is not installed. */
export function findShell(port: MachinePort, shell: Shell): string | undefined {
  return FOLDERS.map((folder) => join(folder, shell)).find((path) => port.real(path) !== undefined)
}

/** The kind of a shell by its path; undefined for one Goherd does not know. `dash`, `ash` and `ksh` read what `sh` reads. */
export function shellKind(path: string): Shell | undefined {
  const name = basename(path).replace(/^-/, '')
  if (['dash', 'ash', 'busybox', 'ksh'].includes(name)) return 'sh'
  return SHELLS.find((shell) => shell === name)
}

function loginShell(port: MachinePort): string | null {
  const rows = (port.read('/etc/passwd') ?? '').split('\n').map((line) => line.split(':'))
  const mine = rows.find((row) => row.length >= 7 && row[2] === String(port.uid))
  return mine?.[6] || port.env.SHELL || null
}
