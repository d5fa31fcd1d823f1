import type { MachinePort } from './port.js'

/** The C library of a Linux machine. */
export interface Libc {
  readonly kind: 'glibc' | 'musl'
  /** null when it could not be found out. */
  readonly version: string | null
}

/** The C library that programs of this machine find; null off Linux, or when there is neither. */
export function libcOf(port: MachinePort): Libc | null {
  if (port.os !== 'linux') return null
  const hasMusl = (port.list('/lib') ?? []).some((name) => /^ld-musl-.*\.so\.1$/.test(name))
  // This process may have brought its own libc along; only a machine without musl's loader speaks for glibc by that.
  if (port.glibc !== undefined && !isMuslFirst(port)) return { kind: 'glibc', version: port.glibc }
  return hasMusl ? { kind: 'musl', version: muslVersion(port) } : null
}

/** As people read it: `glibc 2.36`. */
export function describeLibc({ kind, version }: Libc): string {
  return version === null ? kind : `${kind} ${version}`
}

/** Alpine's own packages are what decides there, whatever else was put beside them. */
function isMuslFirst(port: MachinePort): boolean {
  return /^P:musl$/m.test(apkDatabase(port))
}

function muslVersion(port: MachinePort): string | null {
  return /^P:musl\nV:([^\s-]+)/m.exec(apkDatabase(port))?.[1] ?? null
}

function apkDatabase(port: MachinePort): string {
  return port.read('/lib/apk/db/installed') ?? ''
}
