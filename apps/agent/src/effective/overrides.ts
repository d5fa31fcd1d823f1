import { join } from 'node:path'
import { MANAGED_SETTINGS, maskSetting, parseGoEnv, type SettingOverride } from '@goherd/model'
import type { MachinePort } from '../machine/index.js'
import type { HostUser } from './host-users.js'
import { fileThatSets } from './profile-files.js'

/** Nothing else of an environment leaves the host. */
const NAMES: readonly string[] = ['GOROOT', ...MANAGED_SETTINGS]
const MAX_VALUE = 1024

/** The file that `go env -w` of a user writes to. */
export function userGoEnv(port: MachinePort, { home }: HostUser): string {
  return port.os === 'darwin'
    ? join(home, 'Library', 'Application Support', 'go', 'env')
    : join(home, '.config', 'go', 'env')
}

/** What a user's `go env -w` file sets. */
export function overridesInFile(port: MachinePort, user: HostUser): SettingOverride[] {
  const where = userGoEnv(port, user)
  return picked(parseGoEnv(port.read(where) ?? ''), () => where)
}

/** What is exported in a session, with the start-up file that does it where one is seen to. */
export function overridesInSession(
  port: MachinePort,
  env: Readonly<Record<string, string>>,
  { session, files }: { readonly session: string; readonly files: readonly string[] },
): SettingOverride[] {
  return picked(env, (name) => fileThatSets(port, name, files) ?? `the environment of ${session}`)
}

/** Each one once, although several sessions have it from the same file. Secrets are masked. */
export function distinct(overrides: readonly SettingOverride[]): SettingOverride[] {
  const byKey = new Map(overrides.map((one) => [`${one.name}\0${one.value}\0${one.where}`, one]))
  return [...byKey.values()]
}

function picked(
  values: Readonly<Record<string, string>>,
  whereOf: (name: string) => string,
): SettingOverride[] {
  return NAMES.flatMap((name): SettingOverride[] => {
    const value = values[name]
    if (value === undefined || value === '') return []
    return [{ name, value: maskSetting(value).slice(0, MAX_VALUE), where: whereOf(name).slice(0, 1024) }]
  })
}
