'use client'

import type { RolloutPlan } from '@goherd/protocol'
import type { UseQueryResult } from '@tanstack/react-query'
import Link from 'next/link'
import { asSentence } from '../../../ui/as-sentence'
import { Button } from '../../../ui/button'
import { Notice } from '../../../ui/notice'
import { PageHeader } from '../../../ui/page-header'
import { QueryView } from '../../../ui/query-view'
import { Skeleton } from '../../../ui/skeleton'
import { useRolloutPlan } from '../rollout-queries'
import type { DraftRequest, StepName } from './draft-request'
import { HowStep } from './how-step'
import { PlanStep } from './plan-step'
import { PlanStrip } from './plan-strip'
import { StepNav } from './step-nav'
import { useRolloutDraft } from './use-rollout-draft'
import { useSettled } from './use-settled'
import { WhatStep } from './what-step'
import { WhereStep } from './where-step'

/** How long nothing is typed before the server is asked, in milliseconds. */
const SETTLE_MS = 400

interface FinalStepProps {
  readonly request: DraftRequest
  /** Something was typed that the server was not asked about yet. */
  readonly isBehind: boolean
  readonly plan: UseQueryResult<RolloutPlan>
  readonly onGo: (step: StepName) => void
  readonly onSupersede: () => void
}

function FinalStep({ request, isBehind, plan, onGo, onSupersede }: FinalStepProps) {
  if (request.kind === 'wrong') {
    return (
      <Notice
        tone="info"
        title="There is nothing to plan yet."
        actions={<Button onClick={() => onGo(request.step)}>Go there</Button>}
      >
        {asSentence(request.says)}
      </Notice>
    )
  }
  // A plan of before an edit must not be started: it is shown again once the server has answered.
  if (isBehind || plan.isPlaceholderData) return <Skeleton what="the plan" lines={6} />
  return (
    <QueryView query={plan} what="the plan" lines={6}>
      {(data) => (
        <PlanStep
          plan={data}
          request={request.request}
          onPlanAgain={() => void plan.refetch()}
          onSupersede={onSupersede}
        />
      )}
    </QueryView>
  )
}

/** A new rollout in four steps: what, where, how, and the server's plan of it. */
export function NewRollout() {
  const { step, request, hosts, isSettled, ...props } = useRolloutDraft()
  const settled = useSettled(request, SETTLE_MS)
  const plan = useRolloutPlan(isSettled && settled.kind === 'ok' ? settled.request : null)
  const isBehind = JSON.stringify(settled) !== JSON.stringify(request)
  const shown = settled.kind === 'ok' ? plan.data : undefined
  return (
    <>
      <PageHeader
        crumb={
          <Link href="/rollouts" className="hover:underline">
            Rollouts
          </Link>
        }
        title="New rollout"
        lead="Nothing changes before you start it: the server shows at each step what would come out."
      />
      <StepNav step={step} wrong={request.kind === 'wrong' ? request.step : undefined} onGo={props.goTo} />
      {step === 'what' && <WhatStep {...props} />}
      {step === 'where' && <WhereStep {...props} plan={shown} />}
      {step === 'how' && <HowStep {...props} hosts={hosts} />}
      {step === 'plan' && (
        <FinalStep
          request={request}
          isBehind={isBehind}
          plan={plan}
          onGo={props.goTo}
          onSupersede={() => props.setHow({ conflict: 'supersede' })}
        />
      )}
      <PlanStrip step={step} request={request} plan={plan} onGo={props.goTo} />
    </>
  )
}
