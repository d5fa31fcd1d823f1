import type { VersionField } from '@goherd/host-query'

/** Where the versions of a field stand in SQL: the host's own, and every different one that there is. */
interface VersionColumn {
  readonly own: string
  readonly every: string
}

/** The release wanted of a host: of its own assignment, its wave's and its group's, the newest. Needs WANTED_JOINS. */
export const WANTED_RELEASE = `(
  CASE greatest(own.epoch, wave.epoch, ga.epoch)
       WHEN own.epoch THEN own.release WHEN wave.epoch THEN wave.release ELSE ga.release END)`

/** Joins that make the wanted release known, over host `h` and its group `g`. A wave of a group that the host left says nothing to it. */
export const WANTED_JOINS = `
  LEFT JOIN assignment ga ON ga.epoch = g.epoch
  LEFT JOIN (SELECT m.host_id, a.group_id, a.epoch, a.release FROM wave_member m JOIN assignment a ON a.epoch = m.epoch) wave
         ON wave.host_id = h.id AND wave.group_id = h.group_id
  LEFT JOIN (SELECT DISTINCT ON (host_id) host_id, epoch, release FROM assignment
              WHERE host_id IS NOT NULL ORDER BY host_id, epoch DESC) own ON own.host_id = h.id`

const AGENT = `h.facts->>'agentVersion'`

const COLUMNS = {
  go: { own: 's.actual', every: 'SELECT DISTINCT actual AS version FROM host_status' },
  wanted: { own: WANTED_RELEASE, every: 'SELECT DISTINCT release AS version FROM assignment' },
  agent: {
    own: `(${AGENT})`,
    every: `SELECT DISTINCT facts->>'agentVersion' AS version FROM host`,
  },
} as const satisfies Record<VersionField, VersionColumn>

/** The version of a field in SQL, over host `h` and its status `s`. `wanted` needs WANTED_JOINS. */
export function versionSql(field: VersionField): string {
  return COLUMNS[field].own
}

/** A condition on the version's key. It is worked out once for each version that occurs, and not for each host. */
export function versionFits(field: VersionField, condition: (key: string) => string): string {
  const { every, own } = COLUMNS[field]
  return `${own} IN (
    SELECT version FROM (SELECT version, ${KEYS[field]} AS key FROM (${every}) v) keyed WHERE ${condition('key')})`
}

/** The place of a host's version among those that occur, oldest first; for sorting. */
export function versionPlace(field: VersionField): string {
  const { every, own } = COLUMNS[field]
  return `array_position((
    SELECT array_agg(version ORDER BY ${KEYS[field]} NULLS FIRST, version COLLATE "C")
      FROM (${every}) v WHERE version IS NOT NULL), ${own})`
}

/** As keyOfVersion of packages/host-query makes it: major, minor, rank (language, beta, rc, release), number. */
const GO_KEY = `(
  SELECT ARRAY[m[1]::numeric, coalesce(m[2], '0')::numeric,
               CASE WHEN m[4] = 'beta' THEN 1 WHEN m[4] = 'rc' THEN 2 WHEN m[3] IS NOT NULL THEN 3
                    WHEN m[1]::numeric > 1 OR coalesce(m[2], '0')::numeric >= 21 THEN 0 ELSE 3 END,
               coalesce(m[3], m[5], '0')::numeric]
    FROM regexp_match(version, '^go(0|[1-9]\\d*)(?:\\.(0|[1-9]\\d*))?(?:\\.(0|[1-9]\\d*)|(beta|rc)(0|[1-9]\\d*))?$') m
   WHERE m IS NOT NULL)`

/** Major, minor, patch, and whether it is a release. */
const AGENT_KEY = `(
  SELECT ARRAY[m[1]::numeric, m[2]::numeric, m[3]::numeric, CASE WHEN m[4] IS NULL THEN 1 ELSE 0 END]
    FROM regexp_match(version, '^(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})(-[0-9a-z.-]+)?$') m
   WHERE m IS NOT NULL)`

const KEYS = { go: GO_KEY, wanted: GO_KEY, agent: AGENT_KEY } as const satisfies Record<VersionField, string>
