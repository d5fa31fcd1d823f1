import type { MachinePort } from './port.js'

export type Container = 'docker' | 'podman' | 'kubernetes' | 'lxc' | 'wsl' | 'other'
export type ServiceManager = 'systemd' | 'launchd' | 'windows' | 'openrc' | 'none'

/** What kind of container a machine is; null for a whole one. */
export function containerOf(port: MachinePort): Container | null {
  if (port.os !== 'linux') return null
  if (port.env.KUBERNETES_SERVICE_HOST !== undefined) return 'kubernetes'
  if (port.real('/.dockerenv') !== undefined) return 'docker'
  if (port.real('/run/.containerenv') !== undefined) return 'podman'
  // systemd and others leave a word about their container there.
  const said = port.read('/run/systemd/container')?.trim() ?? port.env.container
  if (said !== undefined && said !== '')
    return said === 'docker' || said === 'podman' || said === 'lxc' ? said : 'other'
  if (/microsoft/i.test(port.kernel)) return 'wsl'
  const groups = port.read('/proc/1/cgroup') ?? ''
  if (/kubepods/.test(groups)) return 'kubernetes'
  if (/docker|containerd/.test(groups)) return 'docker'
  return /\/lxc\//.test(groups) ? 'lxc' : null
}

/** What keeps services running on a machine. */
export function serviceManagerOf(port: MachinePort): ServiceManager {
  if (port.os === 'darwin') return 'launchd'
  if (port.os === 'win32') return 'windows'
  // sd_booted(3): this folder is there exactly when systemd is the one that started the machine.
  if (port.real('/run/systemd/system') !== undefined) return 'systemd'
  return port.real('/run/openrc/softlevel') !== undefined ? 'openrc' : 'none'
}

/** A proxy in the environment; what stands before the @ of its address is never shown. */
export interface ProxySetting {
  readonly name: string
  readonly value: string
}

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']

/** The proxies in the environment, by the name they were found under. */
export function proxiesOf(port: MachinePort): ProxySetting[] {
  return PROXIES.flatMap((upper) =>
    [upper, upper.toLowerCase()].flatMap((name) => {
      const value = port.env[name]
      return value === undefined || value === ''
        ? []
        : [{ name, value: value.replace(/\/\/[^@/]*@/, '//***@') }]
    }),
  )
}
