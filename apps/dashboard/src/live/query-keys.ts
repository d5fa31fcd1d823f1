import type { RolloutRequest } from '@goherd/protocol'
import type { AuditFilter, HostQuery, RolloutHostsQuery } from '../api/answers'
import type { MapQuery } from './map-model'

/** Every key of the query cache, so that what the socket patches and what a page reads can't be two things. */
export const keys = {
  me: ['me'],
  status: ['status'],
  maps: ['map'],
  map: (query: MapQuery) => ['map', query],
  fleetHistory: (hours: number) => ['fleet-history', hours],
  attention: ['attention'],
  hints: ['hints'],
  hosts: ['hosts'],
  savedViews: ['saved-views'],
  hostList: (query: HostQuery) => ['hosts', query],
  /** The page of any host. */
  hostPages: ['host'],
  host: (name: string) => ['host', name],
  timeline: (name: string) => ['host', name, 'timeline'],
  groups: ['groups'],
  group: (name: string) => ['group', name],
  history: (name: string) => ['group', name, 'history'],
  releases: ['releases'],
  rollbacks: ['rollbacks'],
  rollback: (id: string) => ['rollback', id],
  rollouts: ['rollouts'],
  rollout: (id: string) => ['rollout', id],
  rolloutHosts: (id: string) => ['rollout', id, 'hosts'],
  rolloutHostPage: (id: string, query: RolloutHostsQuery) => ['rollout', id, 'hosts', query],
  rolloutEvents: (id: string) => ['rollout', id, 'events'],
  rolloutPlan: (request: RolloutRequest | null) => ['rollout-plan', request],
  /** A change that was begun elsewhere, on its way to the page that rolls it out. Never fetched. */
  rolloutDraft: ['rollout-draft'],
  drills: ['drills'],
  drillSchedules: ['drills', 'schedules'],
  audit: ['audit'],
  /** Long, and looked at page by page: what is new is only told of, by auditNewest. */
  auditLog: (filter: AuditFilter) => ['audit-log', filter],
  auditNewest: (filter: AuditFilter) => ['audit', filter],
  auditFacets: ['audit-facets'],
  enrollmentTokens: ['enrollment-tokens'],
  apiTokens: ['api-tokens'],
  release: (name: string) => ['releases', name],
  device: (code: string) => ['device', code],
  sources: ['sources'],
  webhooks: ['webhooks'],
  deliveries: (webhook: string) => ['webhooks', webhook, 'deliveries'],
  people: ['people'],
} as const
