import type { ReactNode } from 'react'
import { failureOf } from '../../api/problem-error'
import { asSentence } from '../../ui/as-sentence'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { Notice } from '../../ui/notice'
import { type WayOn, wayOn } from './way-on'

interface SetRefusalProps {
  readonly error: unknown
  readonly onSupersede: () => void
  readonly onBack: () => void
  readonly onAgain: () => void
}

function Back({ error, onBack, children }: Pick<SetRefusalProps, 'error' | 'onBack'> & { children: string }) {
  return (
    <div className="grid gap-2">
      <FailureNotice error={error} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button onClick={onBack}>Back to my edits</Button>
        <span className="text-ink-3 text-xs">{children}</span>
      </div>
    </div>
  )
}

const SHOWN: Readonly<Record<WayOn, (props: SetRefusalProps) => ReactNode>> = {
  // The dialog says it, together with a newer revision that came in by itself.
  compare: () => null,
  supersede: ({ error, onSupersede }) => (
    <Notice
      tone="warn"
      role="alert"
      title="A rollout is under way in this group."
      actions={<Button onClick={onSupersede}>Supersede it</Button>}
    >
      {asSentence(failureOf(error).message)} Superseding ends it for good: its hosts take this state at once,
      like all others of the group.
    </Notice>
  ),
  correct: ({ error, onBack }) => (
    <Back error={error} onBack={onBack}>
      Everything is there as you typed it.
    </Back>
  ),
  keep: ({ error, onBack }) => (
    <Back error={error} onBack={onBack}>
      Your edits stay on this page; its YAML can be copied and handed on.
    </Back>
  ),
  again: ({ error, onAgain }) => <FailureNotice error={error} onRetry={onAgain} />,
}

/** Why a change was not taken, and the way on from there. What was typed is kept in every case. */
export function SetRefusal(props: SetRefusalProps) {
  return SHOWN[wayOn(props.error)](props)
}
