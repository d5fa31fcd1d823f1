import type { MachinePort } from '../machine/index.js'
import { SESSION_PATH } from './session-path.js'

const LAUNCHD_PATH = '/usr/bin:/bin:/usr/sbin:/sbin'
const SYSTEM_CONF = '/etc/systemd/system.conf'

/** The files that the environment of services is read from, here and for the signature. */
export function serviceFiles(port: MachinePort): string[] {
  const parts = port.list(`${SYSTEM_CONF}.d`) ?? []
  const dropIns = parts.filter((name) => name.endsWith('.conf')).sort()
  return [SYSTEM_CONF, ...dropIns.map((name) => `${SYSTEM_CONF}.d/${name}`)]
}

/** What a service starts with that says nothing of its own: the manager's PATH, and what DefaultEnvironment= adds. No start-up file is read. */
export function serviceEnvironment(port: MachinePort): Record<string, string> {
  const env: Record<string, string> = { PATH: port.os === 'darwin' ? LAUNCHD_PATH : SESSION_PATH }
  for (const file of serviceFiles(port)) {
    for (const [, words] of (port.read(file) ?? '').matchAll(/^DefaultEnvironment=(.*)$/gm)) {
      for (const [, quoted, plain] of (words ?? '').matchAll(/"([^"]*)"|(\S+)/g)) {
        const [name, ...value] = (quoted ?? plain ?? '').split('=')
        if (name !== undefined && value.length > 0) env[name] = value.join('=')
      }
    }
  }
  return env
}
