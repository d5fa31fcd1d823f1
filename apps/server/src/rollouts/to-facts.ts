import type { Evidence, HostFacts } from '@goherd/rollout-engine'
import { wentBack } from './went-back.js'

/** A host of a rollout's groups as the database knows it. */
export interface FactsRow {
  readonly id: string
  readonly name: string
  readonly groupId: string
  readonly group: string
  readonly platform: string
  readonly labels: Readonly<Record<string, string>>
  readonly online: boolean
  readonly seenAt: Date | null
  /** Where its newest assignment comes from; null when nothing was ever assigned to it. */
  readonly source: 'group' | 'wave' | 'own' | null
  readonly epoch: number | null
  readonly revision: number | null
  /** Whether that is a wave of this rollout. */
  readonly ours: boolean | null
  /** The revisions of its group before and after. */
  readonly from: number | null
  readonly to: number
  readonly startEpoch: number
  /** Whether it has heard of its newest assignment. */
  readonly heard: boolean
  readonly proved: boolean
  /** The error of the change to its newest assignment. */
  readonly failure: { readonly code?: string; readonly message?: string } | null
  readonly switchedBack: boolean | null
}

/** A row as the engine's facts. */
export function toFacts(row: FactsRow): HostFacts {
  const { id, name, group, platform, labels, online, seenAt } = row
  return {
    ...{ id, name, group, platform, labels, online },
    seenAt: seenAt?.getTime() ?? null,
    assigned: assignedOf(row),
    evidence: evidenceOf(row),
  }
}

function assignedOf({
  source,
  ours,
  revision,
  from,
  to,
  epoch,
  startEpoch,
}: FactsRow): HostFacts['assigned'] {
  if (source === 'wave' && ours) return revision === to ? 'to' : 'from'
  if (epoch === null || epoch <= startEpoch) return 'from'
  // A drill that was under way at the start sends its host forth again to where the group was.
  return source !== 'own' && revision === from ? 'from' : 'other'
}

function evidenceOf(row: FactsRow): Evidence {
  const { heard, proved, failure, switchedBack, ours, from } = row
  // Before the rollout nothing was assigned: there is nothing to go back to, and nothing to prove.
  if (from === null && !ours) return { kind: 'proved' }
  if (heard && proved) return { kind: 'proved' }
  if (failure === null) return { kind: 'pending' }
  const { code = 'failed', message = 'the change failed' } = failure
  return { kind: switchedBack || wentBack(code) ? 'rolled-back' : 'failed', code, message }
}
