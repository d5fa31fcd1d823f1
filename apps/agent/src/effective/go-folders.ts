import { isAbsolute, join } from 'node:path'
import type { FoundGo } from '@goherd/model'
import { parseGoEnv } from '@goherd/model'
import type { MachinePort } from '../machine/index.js'
import type { HostUser } from './host-users.js'
import { userGoEnv } from './overrides.js'

/** Where a user's `go` keeps what it downloads and builds. */
export interface GoFolders {
  readonly modCache: string
  readonly bin: string
}

/** By the user's environment, then the user's `go env -w` file, then Go's own defaults. */
export function goFolders(
  port: MachinePort,
  user: HostUser,
  env: Readonly<Record<string, string>>,
): GoFolders {
  const file = parseGoEnv(port.read(userGoEnv(port, user)) ?? '')
  const given = (name: string) => [env[name], file[name]].find((value) => value && isAbsolute(value))
  const goPath = given('GOPATH')?.split(':')[0] ?? join(user.home, 'go')
  return {
    modCache: given('GOMODCACHE') ?? join(goPath, 'pkg', 'mod'),
    bin: given('GOBIN') ?? join(goPath, 'bin'),
  }
}

/** Where toolchains lie in a module cache. */
export function toolchainFolder({ modCache }: GoFolders): string {
  return join(modCache, 'golang.org')
}

/** The toolchains that `go` downloaded by itself into a module cache, by name. */
export function downloadedToolchains(port: MachinePort, folders: GoFolders): FoundGo[] {
  const folder = toolchainFolder(folders)
  return (port.list(folder) ?? []).toSorted().flatMap((name): FoundGo[] => {
    const release = /^toolchain@v[\d.]+-(go[\w.]+?)\.[a-z0-9]+-[a-z0-9]+$/.exec(name)?.[1]
    if (release === undefined) return []
    return [{ path: join(folder, name, 'bin', 'go'), origin: 'toolchain', release }]
  })
}
