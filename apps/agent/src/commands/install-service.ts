import { AgentError } from '../disk/agent-error.js'
import { type Layout, prepareRoot } from '../disk/layout.js'
import { sayData } from '../say.js'
import { chooseManager } from '../service/choose-manager.js'
import { runAll, writeServiceFiles } from '../service/service-files.js'
import type { ServiceOrder, ServiceScope } from '../service/service-order.js'
import { planService } from '../service/service-plan.js'
import { machineFacts, orderFor, scopeOf } from '../service/this-machine.js'
import type { ServiceFlags } from './service-flags.js'

/** `install-service`: writes the service of this root and starts it. Once more, it replaces and restarts it. */
export async function installService(
  layout: Layout,
  { user, into, ...may }: ServiceFlags,
  json: boolean,
): Promise<void> {
  const scope = scopeOf(user)
  const order = orderFor(layout, scope, may)
  const facts = machineFacts()
  // An image is made where its own init does not run.
  const manager = chooseManager(
    into === undefined ? facts : { ...facts, systemd: true, userSystemd: true },
    scope,
  )
  if (manager === undefined) throw noManager(order, scope)
  const plan = planService(manager, order)
  // The unit's sandbox is made of folders that are there.
  if (into === undefined) await prepareRoot(layout)
  const files = await writeServiceFiles(plan, into)
  if (into === undefined) await runAll(plan.start)
  const done = into === undefined ? 'the service runs' : 'the service starts with the image'
  sayData(
    json,
    { manager, scope, files, started: into === undefined, advice: plan.advice },
    [`${done}: ${files.join(', ')}`, ...plan.advice].join('\n'),
  )
}

function noManager({ command }: ServiceOrder, scope: ServiceScope): AgentError {
  return new AgentError({
    code: 'no_service_manager',
    message: `there is no service manager here that the agent knows (systemd, launchd${scope === 'system' ? ', the Task Scheduler' : ''})`,
    hint: `Let what starts programs on this machine start this one, again after each end: ${command.join(' ')}`,
  })
}
