import type { ServiceScope } from './service-order.js'

export const SERVICE_MANAGERS = ['systemd', 'launchd', 'scheduled-task'] as const
export type ServiceManager = (typeof SERVICE_MANAGERS)[number]

/** What of a machine decides who starts its services. */
export interface MachineFacts {
  readonly os: NodeJS.Platform
  /** /run/systemd/system is there: systemd is the machine's init. */
  readonly systemd: boolean
  /** This user's own systemd is reached: XDG_RUNTIME_DIR/systemd is there. */
  readonly userSystemd: boolean
}

/** Who starts services on a machine; undefined where it is none that is known here (OpenRC, runit, a container). */
export function chooseManager(
  { os, systemd, userSystemd }: MachineFacts,
  scope: ServiceScope,
): ServiceManager | undefined {
  switch (os) {
    case 'linux':
      return (scope === 'system' ? systemd : systemd && userSystemd) ? 'systemd' : undefined
    case 'darwin':
      return 'launchd'
    case 'win32':
      return scope === 'system' ? 'scheduled-task' : undefined
    default:
      return undefined
  }
}
