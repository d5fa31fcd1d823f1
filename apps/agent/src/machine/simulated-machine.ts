import type { MachinePort, Ran } from './port.js'

/** A machine as a table: its files by path, and what its programs print. */
export interface MachineTable {
  readonly os: string
  readonly arch?: string
  readonly kernel?: string
  readonly uid?: number
  readonly home?: string
  readonly env?: Readonly<Record<string, string>>
  readonly glibc?: string
  /** A link is written as `-> TARGET`. */
  readonly files?: Readonly<Record<string, string>>
  /** By program: what it prints, with exit code 0. */
  readonly programs?: Readonly<Record<string, string>>
  readonly freeBytes?: Readonly<Record<string, number>>
}

/** A port on a table. */
export function simulatedMachine(table: MachineTable): MachinePort {
  const files = table.files ?? {}
  const separator = table.os === 'win32' ? '\\' : '/'
  const real = (path: string): string | undefined => {
    const text = files[path]
    if (text?.startsWith('-> ')) return real(text.slice(3))
    if (text !== undefined) return path
    return Object.keys(files).some((name) => name.startsWith(`${path}${separator}`)) ? path : undefined
  }
  return {
    os: table.os,
    arch: table.arch ?? 'x64',
    kernel: table.kernel ?? '6.1.0',
    uid: table.os === 'win32' ? undefined : (table.uid ?? 0),
    user: 'ana',
    home: table.home ?? '/root',
    env: table.env ?? {},
    glibc: table.glibc,
    read: (path) => files[real(path) ?? ''],
    list: (folder) => {
      const inside = Object.keys(files).filter((name) => name.startsWith(`${folder}${separator}`))
      const names = inside.map((name) => name.slice(folder.length + 1).split(separator)[0] ?? '')
      return inside.length === 0 ? undefined : [...new Set(names)]
    },
    real,
    freeBytes: (path) => table.freeBytes?.[path],
    run: async (file): Promise<Ran | undefined> => {
      const stdout = table.programs?.[file]
      return stdout === undefined ? undefined : { status: 0, stdout, stderr: '' }
    },
  }
}
