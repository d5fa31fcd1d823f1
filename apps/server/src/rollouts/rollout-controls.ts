import { refuse } from '@goherd/model'
import type { RolloutCommandRequest } from '@goherd/protocol'
import { control, type RolloutCommand } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import type { Actor } from '../access/index.js'
import { Clock } from '../base/clock/index.js'
import { makeHead } from './make-head.js'
import { type LoadedRollout, RolloutReader } from './rollout.reader.js'
import { busy, controlRefused, rolloutUnknown, startRefused } from './rollout-refusals.js'
import { StepWriter } from './step-writer.js'

/** Times to try again when the driver, or somebody else, stores something in between. */
const ATTEMPTS = 10

/** Carries out what people say to a rollout. What follows from it, the driver finds. */
@Injectable()
export class RolloutControls {
  constructor(
    private readonly reader: RolloutReader,
    private readonly writer: StepWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws GoherdError `rollout_unknown`, `role_too_small`, and with 409 `rollout_wrong_phase`, `rollout_not_paused`,
   *   `nothing_to_retry`, `no_approval_needed`, `other_plan`, `approved_already`, `release_recalled`, `rollout_busy`
   */
  async command(id: string, request: RolloutCommandRequest, { name, role }: Actor): Promise<void> {
    const refusal = refuse(`rollout.${request.command}`, { role })
    if (refusal) throw startRefused(refusal)
    const command = commandOf(request, name)
    const reason = 'reason' in request ? request.reason : ''
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const rollout = await this.reader.load(id)
      if (!rollout) throw rolloutUnknown(id)
      if (await this.carryOut(rollout, command, { by: name, reason })) return
    }
    throw busy()
  }

  /** @returns false when something was stored in between */
  private carryOut(
    rollout: LoadedRollout,
    command: RolloutCommand,
    { by, reason }: { by: string; reason: string },
  ): Promise<boolean> {
    const { policy, hash, members, head } = rollout
    const now = this.clock.now().getTime()
    const controlled = control(rollout.state, command, { policy, planHash: hash, now })
    if (controlled.kind === 'refused') throw controlRefused(controlled.refusal)
    const { state, assignments } = controlled
    const says = sayCommand(command, reason)
    return this.writer.write({
      ...{ rollout, after: state, assignments, groups: null, ends: [], answers: [] },
      // What it waits for now, the driver says with its next step.
      head: makeHead({ state, policy, waits: [], wakeAt: null, asks: Object.keys(head.asked), now }, head),
      memberOf: (hostId) => members.get(hostId),
      command: { by, reason, line: { kind: command.kind, says, actor: by } },
    })
  }
}

function commandOf(request: RolloutCommandRequest, by: string): RolloutCommand {
  switch (request.command) {
    case 'pause':
      return { kind: 'pause', by, reason: request.reason }
    case 'approve':
      return { kind: 'approve', by, planHash: request.hash }
    case 'abort':
      return { kind: 'abort', by, hosts: request.hosts }
    case 'resume':
    case 'promote':
    case 'retry':
      return { kind: request.command, by }
  }
}

const WORDS = {
  pause: 'paused it',
  resume: 'resumed it',
  promote: 'promoted the stage',
  approve: 'approved the stage',
  retry: 'gave the hosts that ended badly another turn',
  abort: 'aborted it',
  override: 'ended it',
} as const satisfies Record<RolloutCommand['kind'], string>

function sayCommand(command: RolloutCommand, reason: string): string {
  const how = command.kind === 'abort' ? (command.hosts === 'keep' ? ', hosts stay' : ', hosts go back') : ''
  return `${WORDS[command.kind]}${how}${reason === '' ? '' : `: ${reason}`}`
}
