import { cpus, hostname, totalmem } from 'node:os'
import { AGENT_CAPABILITIES, type Facts } from '@goherd/protocol'
import type { Layout } from './disk/layout.js'
import {
  describeLibc,
  distributionOf,
  libcOf,
  type MachinePort,
  platformOf,
  thisMachine,
} from './machine/index.js'
import { AGENT_VERSION } from './version.js'

export { platformOf }

/** What this machine is. Whatever cannot be found out is left out. */
export function collectFacts(layout: Layout, port: MachinePort = thisMachine()): Facts {
  const libc = libcOf(port)
  return {
    hostname: hostname(),
    platform: platformOf(port.os, port.arch),
    root: layout.root,
    agentVersion: AGENT_VERSION,
    nodeVersion: process.version,
    capabilities: [...AGENT_CAPABILITIES],
    kernel: port.kernel,
    cpus: Math.max(1, cpus().length),
    memoryBytes: totalmem(),
    ...given('distribution', distributionOf(port)?.name),
    ...given('libc', libc === null ? undefined : describeLibc(libc)),
    ...given('freeBytes', port.freeBytes(layout.root)),
    ...given('user', port.user),
  }
}

function given<K extends keyof Facts>(name: K, value: Facts[K] | undefined): Partial<Facts> {
  return value === undefined ? {} : { [name]: value }
}
