import { z } from 'zod'
import { hostView } from '../api/hosts.js'
import { rollbackView } from '../api/rollbacks.js'
import { rolloutView } from '../api/rollouts.js'

/** The socket.io namespace of dashboards and watching CLIs. */
export const LIVE_NAMESPACE = '/live'

const seq = z.number().int().nonnegative()

/** Every message on the live namespace. Each one from the server carries the next `seq`; a gap means: fetch again. */
export const LIVE_MESSAGES = {
  /** First message of a connection, and the answer to nothing. */
  'live.opened': { from: 'server', payload: z.object({ seq, serverVersion: z.string() }) },
  /** Hosts whose row changed since the last batch (250 ms). */
  'hosts.changed': { from: 'server', payload: z.object({ seq, hosts: z.array(hostView) }) },
  /** Groups, by name, that have a new revision, assignment or member. */
  'groups.changed': { from: 'server', payload: z.object({ seq, groups: z.array(z.string()) }) },
  /** Freeze, counts or catalogue changed: fetch the status again. */
  'fleet.changed': { from: 'server', payload: z.object({ seq }) },
  'rollback.changed': { from: 'server', payload: z.object({ seq, rollback: rollbackView }) },
  /** At most four a second for each rollout. */
  'rollout.changed': { from: 'server', payload: z.object({ seq, rollout: rolloutView }) },
  /** Asks where the stream stands, after a sleep or a hidden tab. What was missed is sent again, when the server still has it: then there is no gap. */
  'live.sync': {
    from: 'browser',
    payload: z.object({ after: seq }),
    answer: z.object({ seq, gap: z.boolean() }),
  },
} as const satisfies Record<string, { from: 'server' | 'browser'; payload: z.ZodType; answer?: z.ZodType }>
export type LiveMessage = keyof typeof LIVE_MESSAGES
export type LivePayload<M extends LiveMessage> = z.infer<(typeof LIVE_MESSAGES)[M]['payload']>
