import type { AgentState } from '@goherd/agent-core'
import type { Failure } from '@goherd/protocol'
import { clean } from '../disk/clean.js'
import { type Layout, prepareRoot } from '../disk/layout.js'
import { lockRoot } from '../disk/lock.js'
import { AgentHere, type Assigned } from './agent-here.js'

/** How an agent stood when it came to rest. `failure`: why it waits or failed last. */
export interface Rest {
  readonly reached: boolean
  readonly failure: Failure | null
}

/**
 * The life of a real agent without a server: takes the root, clears away what the one before left, remembers, is assigned one
 * state, and ends when it rests. `ahead`, in milliseconds, is how far its clock is: a day ends every wait of the one before.
 */
export async function oneChange(layout: Layout, assigned: Assigned, ahead = 0): Promise<Rest> {
  await prepareRoot(layout)
  const lock = await lockRoot(layout)
  try {
    await clean(layout, Date.now() + ahead)
    const agent = new AgentHere(layout)
    agent.ahead = ahead
    agent.learn(assigned)
    await agent.start()
    if (assigned.afterCheck === true) await agent.tell({ kind: 'recheck-asked', bytes: true })
    await agent.assign(assigned)
    await agent.stop()
    return restOf(agent.state, assigned)
  } finally {
    await lock.release()
  }
}

function restOf({ activity, memory }: AgentState, { epoch }: Assigned): Rest {
  const waits = activity.kind === 'waiting' && activity.wait.kind === 'backoff' ? activity.wait.error : null
  const reached = memory.reachedEpoch >= epoch && memory.journal === null
  return { reached, failure: memory.failure?.error ?? waits }
}
