import type { RolloutView, rolloutEvents } from '@goherd/protocol'
import type { z } from 'zod'
import type { Output } from '../output.js'
import { printable } from '../render/printable.js'
import { rolloutText } from '../render/rollouts.js'

type Event = z.infer<typeof rolloutEvents>['events'][number]

/** What `--json` streams, a line each: what happened, where it stands after each change, and at the end the outcome. */
export type WatchFrame =
  | { readonly type: 'event'; readonly event: Event }
  | { readonly type: 'rollout'; readonly rollout: RolloutView }
  | { readonly type: 'outcome'; readonly outcome: RolloutView['outcome']; readonly rollout: RolloutView }

/** One look at a rollout. */
interface Look {
  readonly rollout: RolloutView
  readonly events: readonly Event[]
}

/** Where a rollout is shown while it is watched. */
export interface RolloutScreen {
  show(look: Look): void
  end(rollout: RolloutView): void
}

/** On a terminal one screen that is drawn again; with --json a line for each event and change; elsewhere a line for each event. */
export function createRolloutScreen(output: Output, isTerminal: boolean): RolloutScreen {
  const json = (frame: WatchFrame) => output.frame(frame, () => '')
  const fresh = freshEvents()
  let shown = ''
  return {
    show({ rollout, events }) {
      if (!output.json && isTerminal) return output.frame(rollout, (style) => rolloutText(rollout, style))
      for (const event of fresh(events)) {
        if (output.json) json({ type: 'event', event })
        else output.frame(event, () => `${event.at}  ${printable(event.says)}`)
      }
      const state = JSON.stringify(rollout)
      if (output.json && state !== shown) json({ type: 'rollout', rollout })
      shown = state
    },
    end(rollout) {
      if (output.json) json({ type: 'outcome', outcome: rollout.outcome, rollout })
      else if (!isTerminal) output.data(rollout, (style) => rolloutText(rollout, style))
    },
  }
}

/** Those that were not there at the last look, oldest first. */
function freshEvents(): (events: readonly Event[]) => Event[] {
  let newest = 0
  return (events) => {
    const fresh = events.filter(({ id }) => id > newest).sort((a, b) => a.id - b.id)
    newest = Math.max(newest, ...fresh.map(({ id }) => id))
    return fresh
  }
}
