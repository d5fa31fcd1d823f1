import {
  groupList,
  groupView,
  name,
  type SetDesiredResult,
  setDesired,
  setDesiredResult,
} from '@goherd/protocol'
import { z } from 'zod'
import { type ApiClient, route } from '../api-client.js'
import { usageFailure } from '../cli-failure.js'
import { type Exit, exitOfConvergence } from '../exit-codes.js'
import { createPulse, follow } from '../follow.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { changedPolicy, type PolicyChange, readPolicy } from '../read-policy.js'
import { readSettings } from '../read-settings.js'
import { setText } from '../render/groups.js'

const options = z.object({
  go: setDesired.shape.go,
  env: z.array(z.string()).default([]),
  unset: setDesired.shape.unset,
  keep: z.string().optional(),
  drain: z.string().optional(),
  drift: z.string().optional(),
  agent: z.string().optional(),
  toolchain: z.enum(['local', 'path', 'auto']).optional(),
  reason: setDesired.shape.reason,
  create: z.boolean().default(false),
  supersede: z.boolean().default(false),
  wait: z.boolean().default(false),
})
const LOOK_EVERY_MS = 500
const WAIT_LIMIT_MS = 600_000

/** Says what a group should have: makes a revision and assigns it. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [group] = readInput(z.tuple([name]), invocation.args)
  const asked = readInput(options, invocation.options)
  const { go, unset, reason, create, supersede, wait } = asked
  const settings = settingsOf(asked)
  const policy = readPolicy(asked)
  if (go === undefined && unset === undefined && !settings && policy.length === 0) {
    const hint =
      'Give --go 1.22, --env NAME=VALUE, --unset NAME, --keep N, --drain 10m, --drift correct, --agent 0.2.0 or --toolchain local.'
    throw usageFailure('there is nothing to set', hint)
  }
  const claim = supersede ? { supersede } : {}
  const use = async (api: ApiClient): Promise<Exit> => {
    if (create) await createIfMissing(api, group)
    const body = { go, settings, unset, reason, ...claim, ...(await policyBody(api, group, policy)) }
    const result = await api.post(route`/api/groups/${group}/desired`, body, setDesiredResult)
    tell(invocation, result)
    if (wait) return waitForGroup(invocation, api, result)
    invocation.output.data(result, () => setText(result))
    return 'ok'
  }
  return wait ? withApi(invocation, use, WAIT_LIMIT_MS) : withApi(invocation, use)
}

function settingsOf({ env, toolchain }: z.output<typeof options>): Record<string, string> | undefined {
  if (env.length === 0 && toolchain === undefined) return undefined
  return { ...readSettings(env), ...(toolchain === undefined ? {} : { GOTOOLCHAIN: toolchain }) }
}

/** A policy is sent whole, so what is not spoken of comes from the revision that is there, and no other may come in between. */
async function policyBody(api: ApiClient, group: string, changes: readonly PolicyChange[]) {
  if (changes.length === 0) return {}
  const { desired, revision } = await api.get(route`/api/groups/${group}`, groupView)
  return { policy: changedPolicy(desired?.policy ?? {}, changes), expectedRevision: revision }
}

async function createIfMissing(api: ApiClient, group: string): Promise<void> {
  const { groups } = await api.get('/api/groups', groupList)
  if (!groups.some((known) => known.name === group)) await api.post('/api/groups', { name: group }, groupView)
}

function tell({ output }: Invocation, result: SetDesiredResult): void {
  if (result.resolved) output.note(`${result.resolved.asked} → ${result.resolved.release}`)
  for (const warning of result.warnings) output.warn(warning)
}

/** Until no host of the group is on its way any more. Offline hosts are not waited for. */
async function waitForGroup(
  { output, interrupt }: Invocation,
  api: ApiClient,
  result: SetDesiredResult,
): Promise<Exit> {
  output.note(setText(result))
  const path = route`/api/groups/${result.group}`
  const view = await follow({
    look: () => api.get(path, groupView),
    done: (group) => group.epoch > result.epoch || (group.hosts.byState.updating ?? 0) === 0,
    seen: ({ hosts }) => {
      const inSync = hosts.byState['in-sync'] ?? 0
      output.progress(`${inSync} of ${hosts.total} hosts match · ${hosts.byState.updating ?? 0} updating`)
    },
    lost: (failure) => output.progress(`${failure.message}; still trying`),
    nextLook: createPulse(LOOK_EVERY_MS, interrupt).next,
  })
  const { byState, total } = view.hosts
  const counts = { failed: byState.failed ?? 0, drifted: byState.drifted ?? 0 }
  const exit = view.epoch > result.epoch ? 'plan-no-longer-holds' : exitOfConvergence(counts)
  const converged = exit === 'ok'
  output.data({ ...result, converged, byState, total }, () => {
    if (view.epoch > result.epoch) return `${result.group} was set to something else meanwhile.`
    return `${byState['in-sync'] ?? 0} of ${total} hosts match, ${counts.failed} failed, ${byState.offline ?? 0} offline.`
  })
  return exit
}
