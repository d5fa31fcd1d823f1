'use client'

import { useRouter } from 'next/navigation'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { asSentence } from '../../ui/as-sentence'
import { Notice } from '../../ui/notice'
import { useRefusal } from '../access/use-me'
import { useFleetStatus } from '../fleet/fleet-queries'
import { type Confirmed, ConfirmStep } from './confirm-step'
import { PlanForm, type PlanWish } from './plan-form'
import { PlanView } from './plan-view'
import { usePlanRollback, useStartRollback } from './rollback-queries'
import { parseScope, parseTarget } from './scope'

/** The emergency rollback: say what, see what it would do, mean it. */
export function RollbackWizard() {
  const router = useRouter()
  const [address, setAddress] = useQueryStates({
    scope: parseAsString.withDefault('fleet'),
    target: parseAsString.withDefault('last-good'),
  })
  const [reason, setReason] = useState('')
  const managed = useFleetStatus().data?.hosts
  const refusal = useRefusal('rollback.start', managed ? { hosts: managed.total - managed.unmanaged } : {})
  const plan = usePlanRollback()
  const start = useStartRollback()
  const wish: PlanWish = { ...address, reason }
  const change = (next: Partial<PlanWish>) => {
    plan.reset()
    start.reset()
    if (next.reason !== undefined) setReason(next.reason)
    if (next.scope !== undefined) void setAddress({ scope: next.scope, target: 'last-good' })
    if (next.target !== undefined) void setAddress({ target: next.target })
  }
  const ask = () => {
    start.reset()
    plan.mutate({ scope: parseScope(wish.scope), target: parseTarget(wish.target) })
  }
  const go = ({ confirm, recall }: Confirmed) => {
    if (!plan.data) return
    start.mutate(
      { plan: plan.data.id, confirm, reason, recall },
      { onSuccess: ({ id }) => router.push(`/rollback/${encodeURIComponent(id)}`) },
    )
  }
  return (
    <div className="grid max-w-5xl gap-5">
      {refusal !== undefined && (
        <Notice tone="warn" title="You can look, but not roll back.">
          {asSentence(refusal)}
        </Notice>
      )}
      <PlanForm wish={wish} onChange={change} onPlan={ask} plan={plan} refusal={refusal} />
      {plan.data && <PlanView plan={plan.data} onPlanAgain={ask} />}
      {plan.data && plan.data.hosts > 0 && (
        <ConfirmStep
          key={plan.data.id}
          plan={plan.data}
          reason={reason}
          start={start}
          onGo={go}
          onPlanAgain={ask}
        />
      )}
    </div>
  )
}
