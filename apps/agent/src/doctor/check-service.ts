import { chooseManager } from '../service/choose-manager.js'
import { isServiceInstalled } from '../service/service-files.js'
import { planService } from '../service/service-plan.js'
import { machineFacts, orderFor, scopeOf } from '../service/this-machine.js'
import { AGENT_VERSION } from '../version.js'
import { type Finding, fail, ok, warn } from './finding.js'
import type { Patient } from './patient.js'

/** Whether the daemon of an enrolled root runs and reaches its server. */
export function checkDaemon({ identity, live, layout }: Patient): Finding {
  if (identity === undefined) return ok('daemon', 'this root is not enrolled, so it needs no daemon')
  if (live === undefined)
    return fail(
      'daemon',
      'the daemon does not run',
      `Run: systemctl start goherd-agent, or: goherd-agent run --root ${layout.root}`,
    )
  if (live.connected) return ok('daemon', `the daemon, process ${live.pid}, is connected`)
  return fail(
    'daemon',
    `the daemon is not connected: ${live.connectionError ?? 'it is trying'}`,
    'See what the check named source says; the daemon goes on trying by itself.',
  )
}

/** Whether the daemon comes back after a restart of the machine. */
export async function checkService({ identity, layout, port, machine }: Patient): Promise<Finding> {
  const id = 'service'
  if (identity === undefined) return ok(id, 'this root is not enrolled, so it needs no service')
  const scope = scopeOf(undefined)
  const manager = chooseManager(machineFacts(), scope)
  if (manager === undefined)
    return warn(
      id,
      'no service manager that Goherd knows runs here',
      `Let something start this: goherd-agent run --root ${layout.root}`,
    )
  if (!isServiceInstalled(planService(manager, orderFor(layout, scope))))
    return warn(
      id,
      'the agent does not start with the machine',
      `Run: goherd-agent install-service --root ${layout.root}`,
    )
  if (machine.services !== 'systemd') return ok(id, 'the service is installed')
  const user = scope === 'user' ? ['--user'] : []
  const said =
    (await port.run('systemctl', [...user, 'is-enabled', 'goherd-agent.service']))?.stdout.trim() ?? ''
  return said === 'enabled'
    ? ok(id, 'the service is installed and enabled')
    : warn(
        id,
        `the service is installed, and ${said || 'not known to systemd'}`,
        `Run: systemctl ${[...user, 'enable', '--now', 'goherd-agent'].join(' ')}`,
      )
}

/** Whether the daemon is of the same version as this command. */
export function checkVersion({ live }: Patient): Finding {
  const id = 'agent-version'
  if (live === undefined) return ok(id, `this is goherd-agent ${AGENT_VERSION}`)
  const { version } = live
  if (version === AGENT_VERSION) return ok(id, `daemon and command are ${AGENT_VERSION}`)
  const daemon = version ?? 'older'
  return warn(
    id,
    `the daemon is ${daemon}, this command is ${AGENT_VERSION}`,
    'Restart the daemon: systemctl restart goherd-agent',
  )
}
