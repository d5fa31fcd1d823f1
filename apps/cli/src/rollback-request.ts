import { name, type RollbackPlan, type RollbackScope, rollbackTarget, startRollback } from '@goherd/protocol'
import { z } from 'zod'
import { CliFailure, usageFailure } from './cli-failure.js'
import { readInput } from './invocation.js'

const options = z.object({
  group: name.optional(),
  all: z.boolean().default(false),
  to: z
    .string()
    .default('last-good')
    .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
    .pipe(rollbackTarget),
  reason: startRollback.shape.reason.optional(),
  confirm: z.string().optional(),
  dryRun: z.boolean().default(false),
  wait: z.boolean().default(true),
  recall: z.boolean().optional(),
})

/** A rollback as it was asked for. Without a reason only where one can still be asked. */
export interface RollbackRequest {
  readonly scope: RollbackScope
  readonly target: z.output<typeof rollbackTarget>
  readonly reason: string | undefined
  readonly confirm: string | undefined
  readonly dryRun: boolean
  readonly wait: boolean
  /** undefined: as the server does by default. */
  readonly recall: boolean | undefined
}

/** Reads the options of `goherd rollback`. Throws a usage failure for what cannot be meant. */
export function readRollbackRequest(
  given: Readonly<Record<string, unknown>>,
  canAsk: boolean,
): RollbackRequest {
  const { group, all, to, reason, confirm, dryRun, wait, recall } = readInput(options, given)
  if (all === (group !== undefined)) {
    const what = all ? 'both --group and --all are given' : 'it is not said what to take back'
    throw usageFailure(what, 'Give --group NAME, or --all for the whole fleet.')
  }
  if (reason === undefined && !dryRun && !canAsk) {
    throw usageFailure('a rollback needs a reason', 'Add --reason "why"; it stays in the audit log.')
  }
  const scope: RollbackScope = group === undefined ? { kind: 'fleet' } : { kind: 'group', group }
  return { scope, target: to, reason, confirm, dryRun, wait, recall }
}

/** Why a plan may not be carried out with this confirmation; undefined when its text is exactly the plan's. */
export function confirmationNeeded(plan: RollbackPlan, given: string | undefined): CliFailure | undefined {
  if (given?.trim() === plan.confirm) return undefined
  const hosts = `${plan.hosts} ${plan.hosts === 1 ? 'host' : 'hosts'}`
  return new CliFailure({
    code: given === undefined ? 'confirmation_needed' : 'confirmation_differs',
    message:
      given === undefined
        ? `this takes back ${hosts} and is not confirmed`
        : `"${given}" does not confirm this plan, which takes back ${hosts}`,
    hint: `Look at it with --dry-run, then pass --confirm "${plan.confirm}".`,
    exit: 'usage',
  })
}
