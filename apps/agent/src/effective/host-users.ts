import type { MachinePort } from '../machine/index.js'

/** A user of this machine whose builds count. */
export interface HostUser {
  readonly name: string
  readonly home: string
  /** The login shell; null when it is not known. */
  readonly shell: string | null
  /** As whom to start its programs; null: as the agent itself. */
  readonly as: { readonly uid: number; readonly gid: number } | null
}

/** The agent's own user first, then, as root, those that are watched and exist. */
export function hostUsers(port: MachinePort, watched: readonly string[]): HostUser[] {
  const rows = passwd(port)
  const me = rows.find(({ uid }) => uid === port.uid)
  const own: HostUser = {
    name: port.user ?? me?.name ?? 'this user',
    home: port.home,
    shell: me?.shell ?? port.env.SHELL ?? null,
    as: null,
  }
  if (port.uid !== 0) return [own]
  const others = watched
    .filter((name) => name !== own.name)
    .flatMap((name) => rows.find((row) => row.name === name) ?? [])
  return [own, ...others.map(({ name, home, shell, uid, gid }) => ({ name, home, shell, as: { uid, gid } }))]
}

interface Row {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string | null
}

function passwd(port: MachinePort): Row[] {
  return (port.read('/etc/passwd') ?? '').split('\n').flatMap((line): Row[] => {
    const [name, , uid, gid, , home, shell] = line.split(':')
    if (!name || !home || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) return []
    return [{ name, uid: Number(uid), gid: Number(gid), home, shell: shell || null }]
  })
}
