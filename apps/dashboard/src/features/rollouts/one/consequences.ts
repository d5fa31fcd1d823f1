import type { RolloutView } from '@goherd/protocol'
import { count, formatCount } from '../../../ui/quantities'
import type { Counts } from '../progress-looks'

/** What a person can ask of a rollout; an abort with what becomes of the hosts. */
export type Asked = 'pause' | 'resume' | 'promote' | 'approve' | 'retry' | 'abort-keep' | 'abort-revert'

/** What happens to some of the hosts. */
export interface Consequence {
  /** `5 not started`. */
  readonly hosts: string
  readonly says: string
}

/** The hosts of a rollout as far as a person who decides tells them apart. */
interface Herd {
  readonly waiting: number
  readonly moving: number
  readonly done: number
  readonly bad: number
  readonly owed: number
}

const HERD_WORDS: Readonly<Record<keyof Herd, string>> = {
  waiting: 'not started',
  moving: 'in flight',
  done: 'finished',
  bad: 'ended badly',
  owed: 'offline, owed',
}
const ORDER = ['waiting', 'moving', 'done', 'bad', 'owed'] as const satisfies readonly (keyof Herd)[]

function herdOf(counts: Counts): Herd {
  return {
    waiting: counts.waiting,
    moving: counts.updating + counts.reverting,
    done: counts.done,
    bad: counts.failed + counts.silent + counts['rolled-back'],
    owed: counts.debt,
  }
}

/** What becomes of each kind of host. Total: a new command has to say so for every kind. */
const SAYS: Readonly<Record<Asked, Readonly<Record<keyof Herd, string>>>> = {
  pause: {
    waiting: 'stay on the old revision; nothing new starts until somebody resumes',
    moving: 'finish what they have begun',
    done: 'stay on the new revision',
    bad: 'stay as they are',
    owed: 'get the new revision when they are back',
  },
  resume: {
    waiting: 'start when their turn comes',
    moving: 'go on',
    done: 'stay on the new revision',
    bad: 'stay as they are: you accept them, they count against no budget any more',
    owed: 'get the new revision when they are back',
  },
  promote: {
    waiting: 'the next stage starts now, past soak, gates and approval of this one',
    moving: 'go on',
    done: 'stay on the new revision',
    bad: 'stay as they are',
    owed: 'get the new revision when they are back',
  },
  approve: {
    waiting: 'the next stage may start once everything else agrees',
    moving: 'go on',
    done: 'stay on the new revision',
    bad: 'stay as they are',
    owed: 'get the new revision when they are back',
  },
  retry: {
    waiting: 'start when their turn comes',
    moving: 'go on',
    done: 'are not touched',
    bad: 'get another turn, and no others do',
    owed: 'get the new revision when they are back',
  },
  'abort-keep': {
    waiting: 'stay on the old revision',
    moving: 'finish what they have begun and stay there',
    done: 'stay on the new revision',
    bad: 'stay as they are',
    owed: 'finish it when they are back and stay there',
  },
  'abort-revert': {
    waiting: 'stay on the old revision, untouched',
    moving: 'turn around and go back',
    done: 'go back to the old revision, from their own disk where it is still there',
    bad: 'go back as well',
    owed: 'stay on the old revision',
  },
}

/** What a command does to the hosts of a rollout, the kinds that have none left out. */
export function consequences(asked: Asked, { counts }: Pick<RolloutView, 'counts'>): Consequence[] {
  const herd = herdOf(counts)
  return ORDER.filter((kind) => herd[kind] > 0).map((kind) => ({
    hosts: `${formatCount(herd[kind])} ${HERD_WORDS[kind]}`,
    says: SAYS[asked][kind],
  }))
}

/** What the groups want afterwards; only an abort changes that. */
export function groupConsequence(asked: Asked, { groups }: Pick<RolloutView, 'groups'>): string | null {
  if (asked !== 'abort-keep' && asked !== 'abort-revert') return null
  const whose = count(groups.length, 'group', 'groups')
  return `The desired state of ${whose} stays the old revision: nothing moves forward again by itself.`
}
