'use client'

import { useEffect, useRef, useSyncExternalStore } from 'react'
import { asSentence } from '../../ui/as-sentence'
import { useFleetStatus } from '../fleet/fleet-queries'
import { stageChanges } from './stage-changes'

const listeners = new Set<() => void>()
let said = ''

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Has a screen reader say something when it is done with what it says: a result, a change of stage. */
export function announce(text: string): void {
  // The same words twice are a change only when the text differs.
  said = text === said ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

/** The one live region of the console; it also tells when a rollout goes from one stage to the next. */
export function Announcer() {
  const text = useSyncExternalStore(
    subscribe,
    () => said,
    () => '',
  )
  const rollouts = useFleetStatus().data?.runningRollouts
  const before = useRef(rollouts)
  useEffect(() => {
    if (rollouts === undefined) return
    const changes = stageChanges(before.current, rollouts)
    before.current = rollouts
    if (changes.length > 0) announce(changes.map(asSentence).join(' '))
  }, [rollouts])
  return (
    <div aria-live="polite" data-announcer="" className="sr-only">
      {text}
    </div>
  )
}
