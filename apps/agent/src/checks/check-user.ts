import { hostUsers } from '../effective/index.js'
import type { MachinePort } from '../machine/index.js'
import { Unable } from './unable.js'

/** As whom the programs of a check run. */
export interface CheckUser {
  readonly uid: number
  readonly gid: number
}

/** Who it is on systems whose list of users does not say. */
const NOBODY: CheckUser = { uid: 65_534, gid: 65_534 }

/**
 * As whom an agent that is root tries things, because a module's tests are somebody else's code: the user who was named, else
 * nobody. undefined for an agent that is not root, which can only be itself. Throws Unable for root and for a user there is none of.
 */
export function checkUserOf(port: MachinePort, name: string | undefined): CheckUser | undefined {
  if (port.uid !== 0) return undefined
  const wanted = name ?? 'nobody'
  const as = hostUsers(port, [wanted]).find((user) => user.name === wanted)?.as
  if (as !== undefined && as !== null && as.uid !== 0) return as
  if (name === undefined) return NOBODY
  const why =
    as === undefined
      ? `this machine has no user ${name}`
      : `checks are not tried as ${name}, who may do everything`
  throw new Unable('check_user_unusable', `${why}; name another one: goherd-agent run --check-user`)
}
