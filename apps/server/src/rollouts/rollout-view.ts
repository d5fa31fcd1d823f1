import type { RolloutView } from '@goherd/protocol'
import { describePause, normalStages, remedyOf } from '@goherd/rollout-engine'
import { commandsOf } from './commands-of.js'
import { type CountRow, countProgress } from './count-progress.js'
import type { RolloutRecord } from './rollout.reader.js'
import { stageViews } from './stage-views.js'

export interface GroupHostsRow {
  readonly rolloutId: string
  readonly groupId: string
  readonly hosts: number
}

export interface ErrorRow {
  readonly rolloutId: string
  readonly code: string
  readonly message: string
  readonly hosts: number
  readonly names: string[]
}

/** A rollout and what was counted of it. */
export interface RolloutParts {
  readonly record: RolloutRecord
  readonly finishedAt: Date | null
  readonly counts: readonly CountRow[]
  readonly groups: readonly GroupHostsRow[]
  readonly errors: readonly ErrorRow[]
  /** By revision; credentials hidden. */
  readonly settings: ReadonlyMap<number, Record<string, string>>
}

/** A rollout as pages and programs see it. */
export function rolloutView(parts: RolloutParts): RolloutView {
  const { record, counts, finishedAt } = parts
  const { id, head, spec, hash, reason, actor } = record
  const { phase } = head
  return {
    ...{ id, spec, hash, reason, actor },
    state: phase.kind,
    outcome: phase.kind === 'finished' ? phase.outcome : null,
    sentence: head.sentence,
    stage: stageNow(record),
    pauses: head.pauses.map((pause) => ({
      kind: pause.kind,
      says: describePause(pause),
      remedy: remedyOf(pause),
    })),
    waits: head.waits,
    wakeAt: head.wakeAt === null ? null : new Date(head.wakeAt).toISOString(),
    groups: groupViews(parts),
    createdAt: record.createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    hosts: counts.reduce((sum, row) => sum + row.hosts, 0),
    counts: countProgress(counts),
    stages: stageViews(record, counts),
    errors: errorsOf(parts),
    commands: commandsOf(record, counts),
  }
}

/** The bad ends that stand; on the way back and after it, those that led there. */
function errorsOf({ record: { head }, errors }: RolloutParts): RolloutView['errors'] {
  const { phase } = head
  const isBack = phase.kind === 'reverting' || (phase.kind === 'finished' && phase.outcome === 'reverted')
  const shown = isBack ? head.history.errors : errors
  return shown.map(({ code, message, hosts, names }) => ({ code, message, hosts, names: [...names] }))
}

/** The current stage; the last one of a rollout that is finished. */
function stageNow({ head: { phase }, policy }: RolloutRecord): number | null {
  if (phase.kind === 'scheduled') return null
  return phase.kind === 'finished' ? normalStages(policy.stages).length - 1 : phase.stage
}

function groupViews({ record, groups, settings }: RolloutParts): RolloutView['groups'] {
  return record.groups.map(({ id, name, from, to }) => ({
    group: name,
    hosts: groups.find(({ groupId }) => groupId === id)?.hosts ?? 0,
    from: { revision: from?.revision ?? null, release: from?.release ?? null },
    to: { ...to, settings: settings.get(to.revision) ?? {} },
  }))
}
