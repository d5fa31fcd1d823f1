'use client'

import type { RollbackPlan } from '@goherd/protocol'
import { useState } from 'react'
import { Button } from '../../ui/button'
import { useNow } from '../../ui/clock'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { count } from '../../ui/quantities'
import { HoldButton } from './hold-button'
import { secondsLeft } from './rollback-progress'
import type { useStartRollback } from './rollback-queries'
import { describeScope } from './scope'
import { Step } from './step'

/** What was typed, and whether the releases that are left are recalled. */
export interface Confirmed {
  readonly confirm: string
  readonly recall: boolean
}

interface ConfirmStepProps {
  readonly plan: RollbackPlan
  readonly reason: string
  readonly start: ReturnType<typeof useStartRollback>
  readonly onGo: (confirmed: Confirmed) => void
  readonly onPlanAgain: () => void
}

function RecallChoice({
  plan,
  isOn,
  onChange,
}: {
  plan: RollbackPlan
  isOn: boolean
  onChange: (isOn: boolean) => void
}) {
  if (plan.recalls.length === 0) return null
  return (
    <div className="grid gap-0.5">
      <label className="flex items-center gap-2 font-medium">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={isOn}
          onChange={(event) => onChange(event.target.checked)}
        />
        Recall the releases that are left
      </label>
      <p className="pl-6 text-ink-2 text-xs">
        <span className="font-mono">{plan.recalls.join(', ')}</span>: nothing goes there again until somebody
        lifts the recall.
      </p>
    </div>
  )
}

/** Step 3: type the count, then hold, or press the plain button. */
export function ConfirmStep({ plan, reason, start, onGo, onPlanAgain }: ConfirmStepProps) {
  const [typed, setTyped] = useState('')
  const [recall, setRecall] = useState(plan.scope.kind === 'fleet')
  const expired = secondsLeft(plan.expiresAt, useNow('fast')) === 0
  const matches = typed.trim() === plan.confirm
  const busy = start.isPending || start.isSuccess
  const refusal = expired
    ? 'the plan expired; plan again'
    : matches
      ? undefined
      : `type ${plan.confirm} first`
  const go = () => onGo({ confirm: plan.confirm, recall: recall && plan.recalls.length > 0 })
  return (
    <Step number={3} title="Confirm">
      <div className="grid gap-4 p-4">
        <p className="text-ink-2">
          This takes {describeScope(plan.scope)}, {count(plan.hosts, 'host')}, back at once. Reason: {reason}
        </p>
        <TextField
          label={`Type ${plan.confirm} to confirm`}
          mono
          spellCheck={false}
          className="max-w-xs"
          placeholder={plan.confirm}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <RecallChoice plan={plan} isOn={recall} onChange={setRecall} />
        {start.isError && <FailureNotice error={start.error} onRetry={onPlanAgain} />}
        <div className="flex flex-wrap items-center gap-3">
          <HoldButton disabled={refusal !== undefined || busy} onHeld={go}>
            Hold to roll back
          </HoldButton>
          <Button look="danger-outline" size="large" refusal={refusal} busy={busy} onClick={go}>
            Roll back now
          </Button>
          <span className="text-ink-3 text-xs">
            Hold for 2 seconds, or use the second button by keyboard.
          </span>
        </div>
      </div>
    </Step>
  )
}
