import { createHash } from 'node:crypto'
import { canonicalJson } from '@goherd/model'
import {
  type FleetDiff,
  type FleetFile,
  type RolloutPlan,
  type RolloutSpec,
  rolloutSpec,
} from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { GoherdError } from '../base/errors/index.js'
import { RolloutPlanner } from '../rollouts/index.js'
import { diffFleet, type FleetNow, type GroupStep } from './diff-fleet.js'
import { FleetNowReader } from './fleet-now.reader.js'

/** A step, and of a rollout the hash of the plan that was made of it. */
export interface PlannedStep extends GroupStep {
  readonly rollout?: { readonly spec: RolloutSpec; readonly hash: string }
  /** The revision it was compared with; null: none. */
  readonly revision: number | null
}

/** What a file would change, and how. */
export interface PlannedFleet {
  readonly diff: FleetDiff
  readonly steps: readonly PlannedStep[]
}

/** Says what applying a file would change, by the same code that applies it. */
@Injectable()
export class FleetPlanner {
  constructor(
    private readonly reader: FleetNowReader,
    private readonly rollouts: RolloutPlanner,
  ) {}

  async plan(file: FleetFile): Promise<PlannedFleet> {
    const now = await this.reader.read(Object.keys(file.groups))
    const steps: PlannedStep[] = []
    for (const step of diffFleet(file, now)) steps.push(await this.planned(step, now))
    const changes = steps.map(({ change }) => change)
    const moves = changes.filter(({ kind }) => kind === 'create' || kind === 'set' || kind === 'rollout')
    const diff = {
      hash: hashOf(file, steps),
      changes,
      hosts: moves.reduce((sum, { hosts }) => sum + hosts, 0),
    }
    return { diff, steps }
  }

  /** A rollout is planned here already, so that what cannot be started is not promised. */
  private async planned(step: GroupStep, { groups }: FleetNow): Promise<PlannedStep> {
    const revision = groups.get(step.change.group)?.current?.revision ?? null
    const spec = specOf(step)
    if (spec === undefined) return { ...step, revision }
    try {
      const plan = await this.rollouts.plan(spec)
      const change = { ...step.change, lines: [...step.change.lines, ...stageLines(plan)] }
      return { ...step, change, revision, rollout: { spec, hash: plan.hash } }
    } catch (error) {
      if (!(error instanceof GoherdError)) throw error
      const change = { ...step.change, kind: 'cannot' as const, says: error.message }
      return { change, unset: [], supersede: false, revision }
    }
  }
}

/** Over the file, and over what it comes to: other revisions, releases or stages make another hash. */
function hashOf(file: FleetFile, steps: readonly PlannedStep[]): string {
  const seen = steps.map(({ change, revision, rollout }) => ({ change, revision, plan: rollout?.hash }))
  return createHash('sha256').update(canonicalJson({ file, seen })).digest('hex')
}

function specOf({ change, desired, unset, policy }: GroupStep): RolloutSpec | undefined {
  if (desired === undefined || policy === undefined) return undefined
  const { release, settings, policy: hostPolicy } = desired
  const to = { go: release, settings: { ...settings }, unset: [...unset], policy: hostPolicy ?? {} }
  return rolloutSpec.parse({ ...policy, groups: [change.group], change: to })
}

function stageLines({ stages, warnings }: RolloutPlan): string[] {
  const sizes = stages.map(({ hosts }) => hosts).join(', ')
  return [`in ${stages.length} stages of ${sizes} hosts`, ...warnings.map((text) => `warning: ${text}`)]
}
