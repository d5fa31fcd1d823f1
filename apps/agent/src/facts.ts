import { readFileSync, statfsSync } from 'node:fs'
import { arch, cpus, hostname, platform, release, totalmem, userInfo } from 'node:os'
import type { Facts } from '@goherd/protocol'
import type { Layout } from './disk/layout.js'
import { AGENT_VERSION } from './version.js'

const OS: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' }
const ARCH: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', arm: 'armv6l', ppc64: 'ppc64le' }

/** The platform of this machine in Go's words, as `linux/amd64`. */
export function platformOf(os: string = platform(), cpu: string = arch()): string {
  return `${OS[os] ?? os}/${ARCH[cpu] ?? cpu}`
}

/** What this machine is. Whatever cannot be found out is left out. */
export function collectFacts(layout: Layout): Facts {
  return {
    hostname: hostname(),
    platform: platformOf(),
    root: layout.root,
    agentVersion: AGENT_VERSION,
    nodeVersion: process.version,
    kernel: release(),
    cpus: Math.max(1, cpus().length),
    memoryBytes: totalmem(),
    ...optional('distribution', distribution),
    ...optional('libc', libc),
    ...optional('freeBytes', () => freeBytes(layout.root)),
    ...optional('user', () => userInfo().username),
  }
}

function optional<K extends keyof Facts>(name: K, find: () => Facts[K] | undefined): Partial<Facts> {
  try {
    const value = find()
    return value === undefined ? {} : { [name]: value }
  } catch (cause) {
    // A machine without that file or user entry simply does not have the fact.
    if (cause instanceof Error && 'code' in cause) return {}
    throw cause
  }
}

function distribution(): string | undefined {
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
}

function libc(): string | undefined {
  const header: unknown = Reflect.get(Object(process.report?.getReport()), 'header')
  const version: unknown = Reflect.get(Object(header), 'glibcVersionRuntime')
  return typeof version === 'string' ? `glibc ${version}` : undefined
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}
