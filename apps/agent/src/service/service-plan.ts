import type { ServiceManager } from './choose-manager.js'
import { launchdPlan } from './launchd-plist.js'
import { scheduledTaskPlan } from './scheduled-task.js'
import type { ServiceOrder, ServicePlan } from './service-order.js'
import { systemdPlan } from './systemd-unit.js'

const PLANS: Readonly<Record<ServiceManager, (order: ServiceOrder) => ServicePlan>> = {
  systemd: systemdPlan,
  launchd: launchdPlan,
  'scheduled-task': scheduledTaskPlan,
}

/** The files and commands of a service. Pure: touches nothing. */
export function planService(manager: ServiceManager, order: ServiceOrder): ServicePlan {
  return PLANS[manager](order)
}
