import type { HostQuery } from '../api/answers'

/** Every key of the query cache, so that what the socket patches and what a page reads can't be two things. */
export const keys = {
  me: ['me'],
  status: ['status'],
  hosts: ['hosts'],
  hostList: (query: HostQuery) => ['hosts', query],
  host: (name: string) => ['host', name],
  timeline: (name: string) => ['host', name, 'timeline'],
  groups: ['groups'],
  group: (name: string) => ['group', name],
  history: (name: string) => ['group', name, 'history'],
  releases: ['releases'],
  rollbacks: ['rollbacks'],
  rollback: (id: string) => ['rollback', id],
  audit: ['audit'],
  enrollmentTokens: ['enrollment-tokens'],
  apiTokens: ['api-tokens'],
  people: ['people'],
} as const
