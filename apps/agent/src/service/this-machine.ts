import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Layout } from '../disk/layout.js'
import { launcherOf, ownInstallation } from '../update/index.js'
import type { MachineFacts } from './choose-manager.js'
import type { ServiceOrder, ServiceScope } from './service-order.js'

/** What of this machine decides who starts its services. */
export function machineFacts(env: NodeJS.ProcessEnv = process.env): MachineFacts {
  const { XDG_RUNTIME_DIR: runtime } = env
  return {
    os: process.platform,
    systemd: existsSync('/run/systemd/system'),
    userSystemd: runtime !== undefined && existsSync(join(runtime, 'systemd')),
  }
}

/** Root installs for the machine, everybody else for themselves. */
export function scopeOf(asUser: boolean | undefined): ServiceScope {
  return asUser !== true && (process.platform === 'win32' || process.getuid?.() === 0) ? 'system' : 'user'
}

/** The service of a root: the launcher of the bundle this agent comes from, or this very program where there is none. */
export function orderFor(
  { root }: Layout,
  scope: ServiceScope,
  {
    askUsers: asksUsers = false,
    checkUser,
  }: { readonly askUsers?: boolean; readonly checkUser?: string } = {},
): ServiceOrder {
  const installation = ownInstallation()
  const run = ['run', '--root', root, ...(checkUser === undefined ? [] : ['--check-user', checkUser])]
  return {
    command:
      installation === undefined
        ? [process.execPath, process.argv[1] ?? fileURLToPath(import.meta.url), ...run]
        : [launcherOf(installation), ...run],
    root,
    home: installation?.home ?? null,
    scope,
    asksUsers,
    triesChecks: checkUser !== undefined,
    userHome: homedir(),
    uid: process.getuid?.() ?? 0,
  }
}
