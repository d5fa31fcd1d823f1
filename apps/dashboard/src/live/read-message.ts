import type { LIVE_MESSAGES, LiveMessage, LivePayload } from '@goherd/protocol'
import { has } from '../api/shape'
import type { LiveEvent } from './inbox'

type FromServer = {
  [M in LiveMessage]: (typeof LIVE_MESSAGES)[M]['from'] extends 'server' ? M : never
}[LiveMessage]

const opened = has<LivePayload<'live.opened'>>('seq')
const hosts = has<LivePayload<'hosts.changed'>>('seq', 'hosts')
const groups = has<LivePayload<'groups.changed'>>('seq', 'groups')
const fleet = has<LivePayload<'fleet.changed'>>('seq')
const rollout = has<LivePayload<'rollout.changed'>>('seq', 'rollout')
const rollback = has<LivePayload<'rollback.changed'>>('seq', 'rollback')

/** Reads each message the server may send; undefined for one of another shape. The compiler demands every message. */
export const READERS: {
  readonly [M in FromServer]: (payload: unknown) => LiveEvent | undefined
} = {
  'live.opened': (p) => (opened(p) ? { kind: 'opened', seq: p.seq } : undefined),
  'hosts.changed': (p) => (hosts(p) ? { kind: 'hosts', seq: p.seq, hosts: p.hosts } : undefined),
  'groups.changed': (p) => (groups(p) ? { kind: 'groups', seq: p.seq, groups: p.groups } : undefined),
  'fleet.changed': (p) => (fleet(p) ? { kind: 'fleet', seq: p.seq } : undefined),
  'rollback.changed': (p) =>
    rollback(p) ? { kind: 'rollback', seq: p.seq, rollback: p.rollback } : undefined,
  'rollout.changed': (p) => (rollout(p) ? { kind: 'rollout', seq: p.seq, rollout: p.rollout } : undefined),
}
