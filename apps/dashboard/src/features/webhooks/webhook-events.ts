import type { WebhookEvent } from '@goherd/protocol'

interface EventWords {
  readonly about: string
  readonly word: string
}

/** What a webhook can be told of, in words, by what it is about. */
const EVENTS: Readonly<Record<WebhookEvent, EventWords>> = {
  'rollout.started': { about: 'Rollouts', word: 'Started' },
  'rollout.stage': { about: 'Rollouts', word: 'Next stage' },
  'rollout.paused': { about: 'Rollouts', word: 'Paused' },
  'rollout.waiting-for-approval': { about: 'Rollouts', word: 'Waiting for approval' },
  'rollout.finished': { about: 'Rollouts', word: 'Finished' },
  'rollback.started': { about: 'Rollbacks', word: 'Started' },
  'rollback.finished': { about: 'Rollbacks', word: 'Finished' },
  'fleet.frozen': { about: 'Fleet', word: 'Frozen' },
  'fleet.lifted': { about: 'Fleet', word: 'Lifted' },
  'release.recalled': { about: 'Releases', word: 'Recalled' },
  'drill.finished': { about: 'Fire drills', word: 'Finished' },
}

/** The events by what they are about, in the order they are shown. */
export const EVENT_GROUPS = [...new Set(Object.values(EVENTS).map(({ about }) => about))].map((about) => ({
  about,
  events: Object.entries(EVENTS)
    .filter(([, words]) => words.about === about)
    .map(([name, { word }]) => ({ name, word })),
}))

/** What a webhook with these events is told of, in one phrase. */
export function describeEvents(events: readonly WebhookEvent[]): string {
  if (events.length === 0) return 'told of everything'
  return `told of ${events.join(', ')}`
}
