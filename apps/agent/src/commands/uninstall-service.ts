import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { sayData } from '../say.js'
import { SERVICE_MANAGERS } from '../service/choose-manager.js'
import { isServiceInstalled, removeServiceFiles, runAll } from '../service/service-files.js'
import type { ServiceCommand } from '../service/service-order.js'
import { planService } from '../service/service-plan.js'
import { orderFor, scopeOf } from '../service/this-machine.js'
import type { ServiceFlags } from './service-flags.js'

/** `uninstall-service`: stops the service of this machine or user and removes its files. Without one it does nothing. */
export async function uninstallService(
  layout: Layout,
  { user, into }: ServiceFlags,
  json: boolean,
): Promise<void> {
  const order = orderFor(layout, scopeOf(user))
  // By what lies there, not by what runs here: a machine may have changed its init since.
  const plan = SERVICE_MANAGERS.map((manager) => planService(manager, order)).find((candidate) =>
    isServiceInstalled(candidate, into),
  )
  if (plan === undefined) {
    sayData(json, { removed: false }, 'there is no service of the agent')
    return
  }
  if (into === undefined) await tryAll(plan.stop)
  await removeServiceFiles(plan, into)
  if (into === undefined) await tryAll(plan.forget)
  sayData(json, { removed: true }, 'the service is gone')
}

/** What was not running cannot be stopped, and that is no reason to keep its files. */
async function tryAll(commands: readonly ServiceCommand[]): Promise<void> {
  for (const command of commands) {
    try {
      await runAll([command])
    } catch (cause) {
      if (AgentError.from(cause).code !== 'service_command_failed') throw cause
    }
  }
}
