import type { FoundGo } from '@goherd/model'
import { type Compiler, compilerOf, hasGit } from './compiler.js'
import { type Distribution, distributionOf } from './distribution.js'
import { findGos } from './go-installs.js'
import { type Libc, libcOf } from './libc.js'
import { packageCommand } from './packages.js'
import { platformOf } from './platform.js'
import type { MachinePort } from './port.js'
import { type Shells, shellsOf } from './shells.js'
import {
  type Container,
  containerOf,
  type ProxySetting,
  proxiesOf,
  type ServiceManager,
  serviceManagerOf,
} from './surroundings.js'
import { thisMachine } from './this-machine.js'

/** What a machine is and has, as far as an installer of Go cares. */
export interface Machine {
  /** In Go's words: `linux/amd64`. */
  readonly platform: string
  readonly kernel: string
  readonly distribution: Distribution | null
  readonly libc: Libc | null
  readonly user: { readonly name: string | null; readonly home: string; readonly isRoot: boolean }
  readonly shells: Shells
  readonly container: Container | null
  readonly services: ServiceManager
  readonly proxies: readonly ProxySetting[]
  /** On the file system of the agent's root, or where that will be made. Bytes; null when it could not be asked. */
  readonly freeBytes: number | null
  /** Every Go that is not of this root. */
  readonly gos: readonly FoundGo[]
  readonly compiler: Compiler
  readonly git: { readonly found: boolean; readonly install: string | null }
}

/** Finds out what a machine is; by default the one this process runs on. `root` is the agent's folder. Changes nothing. */
export async function detectMachine(root: string, port: MachinePort = thisMachine()): Promise<Machine> {
  const distribution = distributionOf(port)
  const isRoot = port.uid === 0
  const [compiler, git] = await Promise.all([compilerOf(port, distribution), hasGit(port)])
  return {
    platform: platformOf(port.os, port.arch),
    kernel: port.kernel,
    distribution,
    libc: libcOf(port),
    user: { name: port.user ?? null, home: port.home, isRoot },
    shells: shellsOf(port),
    container: containerOf(port),
    services: serviceManagerOf(port),
    proxies: proxiesOf(port),
    freeBytes: freeBytesNear(port, root),
    gos: findGos(port, root).filter((go) => go.origin !== 'managed'),
    compiler,
    git: { found: git, install: git ? null : packageCommand('git', { os: port.os, distribution, isRoot }) },
  }
}

/** A root that is not there yet will lie on the file system of the nearest folder above that is. */
function freeBytesNear(port: MachinePort, root: string): number | null {
  for (let path = root; ; ) {
    const free = port.freeBytes(path)
    if (free !== undefined) return free
    const above = path.replace(/[/\\][^/\\]*$/, '')
    if (above === path || above === '') return port.freeBytes('/') ?? null
    path = above
  }
}
