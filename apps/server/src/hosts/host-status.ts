import type { Drift, GoSource, HostState, PhaseKind } from '@goherd/model'
import type { Maintenance } from '@goherd/protocol'

/** Who a host is, as far as folding its reports depends on it. */
export interface HostIdentity {
  readonly id: string
  readonly name: string
  readonly groupId: string
  readonly group: string
  readonly managed: boolean
  /** `linux/amd64`. */
  readonly platform: string
}

/** What the newest committed report and the connection say of a host; the narrow part of its row. */
export interface HostStatus {
  /** Of the newest committed report; 0 before the first. */
  readonly seq: number
  /** The newest epoch the agent had accepted in that report. */
  readonly epoch: number
  /** The newest epoch whose state the host reached. */
  readonly reached: number
  readonly phase: PhaseKind
  /** Why the last change failed, while the phase is `failed`. */
  readonly failure: string | null
  /** The release its link leads to. */
  readonly actual: string | null
  /** The digest the host computed over its Go. */
  readonly proof: string | null
  readonly drift: readonly Drift[]
  /** Set while somebody on the host keeps it as it is. */
  readonly maintenance: Maintenance | null
  readonly goSource: GoSource | null
  readonly online: boolean
  readonly state: HostState
  readonly proved: boolean
}

/** The hold of a status row `s`, as SQL; one that ran out while its host was away is none. */
export const MAINTENANCE = `CASE WHEN (s.maintenance->>'until')::timestamptz > now() THEN s.maintenance END`

/** A host that was enrolled and never heard of. */
export const UNHEARD: HostStatus = {
  seq: 0,
  epoch: 0,
  reached: 0,
  phase: 'idle',
  failure: null,
  actual: null,
  proof: null,
  drift: [],
  maintenance: null,
  goSource: null,
  online: false,
  state: 'offline',
  proved: false,
}
