import type { WebhookEvent } from '@goherd/protocol'
import type { UseFormRegisterReturn } from 'react-hook-form'
import { count } from '../../ui/quantities'
import { EVENT_GROUPS } from './webhook-events'

interface EventChoiceProps {
  readonly chosen: readonly WebhookEvent[]
  readonly field: UseFormRegisterReturn<'events'>
}

/** Which events a webhook is told of. None chosen is all of them, those of later versions too. */
export function EventChoice({ chosen, field }: EventChoiceProps) {
  return (
    <fieldset className="col-span-full grid min-w-0 gap-2">
      <legend className="mb-1 font-medium text-xs">Told of</legend>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3 lg:grid-cols-5">
        {EVENT_GROUPS.map(({ about, events }) => (
          <div key={about} className="grid content-start gap-1">
            <span className="text-ink-3 text-xs">{about}</span>
            {events.map(({ name, word }) => (
              <label key={name} title={name} className="flex items-center gap-2">
                <input
                  type="checkbox"
                  value={name}
                  aria-label={`${about}: ${word.toLowerCase()}`}
                  {...field}
                  className="size-4 shrink-0 accent-accent"
                />
                {word}
              </label>
            ))}
          </div>
        ))}
      </div>
      <p aria-live="polite" className="text-ink-3 text-xs">
        {chosen.length === 0
          ? 'None is chosen: it is told of everything, also of what later versions add.'
          : `It is told of ${count(chosen.length, 'kind of event', 'kinds of events')}.`}
      </p>
    </fieldset>
  )
}
