'use client'

import type { RolloutPlan } from '@goherd/protocol'
import type { UseQueryResult } from '@tanstack/react-query'
import { asSentence } from '../../../ui/as-sentence'
import { Button } from '../../../ui/button'
import { FailureNotice } from '../../../ui/failure-notice'
import { type DraftRequest, STEPS, type StepName } from './draft-request'
import { describeLeast, describeStages } from './plan-figures'

interface PlanStripProps {
  readonly step: StepName
  readonly request: DraftRequest
  readonly plan: UseQueryResult<RolloutPlan>
  readonly onGo: (step: StepName) => void
}

const isLater = (one: StepName, other: StepName) => STEPS.indexOf(one) > STEPS.indexOf(other)

function says({ step, request, plan: { data, isFetching, isError } }: PlanStripProps): string {
  // What a later step needs is not yet this one's business.
  if (request.kind === 'wrong') return isLater(request.step, step) ? '' : asSentence(request.says)
  if (isError) return ''
  if (data === undefined) return isFetching ? 'Asking the server…' : ''
  return asSentence(`${describeStages(data)}, ${describeLeast(data)}`)
}

/** Below each step: what comes out of it so far, as the server says, and the ways on and back. */
export function PlanStrip(props: PlanStripProps) {
  const { step, request, plan, onGo } = props
  const here = STEPS.indexOf(step)
  const before = STEPS[here - 1]
  const after = STEPS[here + 1]
  const refusal = request.kind === 'wrong' && !isLater(request.step, step) ? request.says : undefined
  return (
    <div className="grid gap-3">
      {plan.isError && request.kind === 'ok' && step !== 'plan' && (
        <FailureNotice error={plan.error} onRetry={() => void plan.refetch()} />
      )}
      <div className="flex flex-wrap items-center gap-2">
        {before !== undefined && <Button onClick={() => onGo(before)}>Back</Button>}
        {after !== undefined && (
          <Button look="primary" refusal={refusal} onClick={() => onGo(after)}>
            Next
          </Button>
        )}
        {step !== 'plan' && (
          <p aria-live="polite" className="min-w-0 flex-1 basis-52 text-ink-2">
            {says(props)}
          </p>
        )}
      </div>
    </div>
  )
}
