import type { OnFailure, RolloutPolicy, StagePolicy } from '../policy.js'
import type { Moment } from './cluster.js'
import { policy, stage } from './samples.js'
import type { Happening, Nature } from './world.js'

/*
 * What once found a fault. It is tried before all others, in every run, for ever. Never take one out: a script whose world has
 * changed is still a trial.
 */

/** Seeds of `rollOutBad`: of 1,500, those that broke the most hosts, and those that came to exactly what is allowed. */
export const BAD_ROLLOUT_SEEDS: readonly number[] = [1269, 1105, 859, 620, 893]

/** A fleet, its rules and what happens to it. */
export interface KeptScript {
  readonly natures: Nature[]
  readonly policy: RolloutPolicy
  readonly happenings: Happening[]
}

const half = { kind: 'percent', percent: 50 } as const
const everyone = { kind: 'percent', percent: 100 } as const
const plans: Happening = { kind: 'plans' }
const gateFails: Happening = { kind: 'gate', verdict: 'fail' }
const answers = (nth: number): Happening => ({ kind: 'answers', nth })
const goes = (nth: number): Happening => ({ kind: 'goes', nth })
const retry = { kind: 'retry', by: 'ann' } as const
const abort = { kind: 'abort', by: 'ann', hosts: 'revert' } as const
const says = (command: typeof retry | typeof abort): Happening => ({ kind: 'command', command })
const canaryWith = (over: Partial<StagePolicy>): RolloutPolicy =>
  policy({ stages: [stage(over), stage({ size: half }), stage({ size: everyone })] })
const good = (count: number): Nature[] => Array.from({ length: count }, () => 'good')

export const KEPT_SCRIPTS: readonly KeptScript[] = [
  // A gate failed, and the assignments that were to take the stage back were lost on the way out of the step.
  {
    natures: good(4),
    policy: canaryWith({ gates: ['smoke'], onFailure: 'revert-stage' }),
    happenings: [plans, answers(2), plans, gateFails],
  },
  // A stage that was taken back is tried again: its gates are asked again, and not judged by their last answers.
  {
    natures: good(5),
    policy: canaryWith({ gates: ['smoke'], onFailure: 'revert-stage' }),
    happenings: [plans, { kind: 'joins', nature: 'good' }, answers(8), plans, gateFails],
  },
  // A host that waits for its second turn has the new state: an abort has to reach it.
  {
    natures: good(4),
    policy: canaryWith({}),
    happenings: [plans, goes(26), { kind: 'time', ms: 60_001 }, plans, says(retry), says(abort)],
  },
  // A canary that is back ends the pause that its absence began.
  {
    natures: good(7),
    policy: canaryWith({}),
    happenings: [goes(23), plans, { kind: 'comes-back', nth: 23 }, plans],
  },
  // A pause that begins in the very step that starts a host.
  {
    natures: ['good', 'good', 'fails', 'good', 'good'],
    policy: canaryWith({
      budget: { ...stage().budget, failed: { kind: 'count', hosts: 1 } },
    }),
    happenings: [
      ...[plans, { kind: 'joins', nature: 'good' } as const, answers(8), plans, says(retry)],
      ...[{ kind: 'command', command: { kind: 'resume', by: 'ann' } } as const, goes(15), plans],
    ],
  },
]

/** The same for servers that die. */
export interface KeptMoments {
  readonly works: boolean[]
  readonly policy: RolloutPolicy
  readonly moments: Moment[]
}

const twoStages = (onFailure: OnFailure): RolloutPolicy =>
  policy({ stages: [stage({ onFailure }), stage({ onFailure, size: everyone })] })
const steps: Moment = { kind: 'steps', server: 0, ending: 'stored and told' }
const command = (
  one: typeof retry | typeof abort | { readonly kind: 'resume'; readonly by: 'ann' },
): Moment => ({
  kind: 'commands',
  server: 0,
  command: one,
})
const resume = { kind: 'resume', by: 'ann' } as const

export const KEPT_MOMENTS: readonly KeptMoments[] = [
  // A host of an earlier stage came back late and failed: the stage in progress was taken back instead of its own, for ever.
  {
    works: [true, false],
    policy: twoStages('revert-stage'),
    moments: [
      ...[
        { kind: 'goes', nth: 7 } as const,
        steps,
        command(resume),
        { kind: 'returns', nth: 3 } as const,
        steps,
      ],
      ...[{ kind: 'reads', server: 1 } as const, { kind: 'answers', nth: 13 } as const, steps],
      { kind: 'steps', server: 1, ending: 'stored and told' },
    ],
  },
  // The same, with a host that fell silent.
  {
    works: [true, true],
    policy: twoStages('revert-stage'),
    moments: [
      ...[
        { kind: 'goes', nth: 9 } as const,
        steps,
        { kind: 'returns', nth: 9 } as const,
        command(resume),
        steps,
      ],
      ...[{ kind: 'goes', nth: 3 } as const, { kind: 'time', ms: 70_000 } as const, steps],
      ...[{ kind: 'answers', nth: 0 } as const, steps],
    ],
  },
  // Retry and abort between two steps.
  {
    works: [true, false],
    policy: twoStages('pause'),
    moments: [steps, { kind: 'answers', nth: 1 }, steps, command(retry), command(abort)],
  },
]
