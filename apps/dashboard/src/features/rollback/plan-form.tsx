'use client'

import type { FormEvent } from 'react'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { SelectField, TextField } from '../../ui/field'
import { count } from '../../ui/quantities'
import { useGroupHistory, useGroups } from '../groups/group-queries'
import type { usePlanRollback } from './rollback-queries'
import { parseScope } from './scope'
import { Step } from './step'

/** What a person wants to roll back, as the fields hold it. */
export interface PlanWish {
  readonly scope: string
  readonly target: string
  readonly reason: string
}

interface PlanFormProps {
  readonly wish: PlanWish
  readonly onChange: (change: Partial<PlanWish>) => void
  readonly onPlan: () => void
  readonly plan: ReturnType<typeof usePlanRollback>
  readonly refusal: string | undefined
}

function Targets({ group }: { group: string | undefined }) {
  const history = useGroupHistory(group).data?.revisions ?? []
  const earlier = history.filter(({ current }) => !current).toSorted((a, b) => b.revision - a.revision)
  return (
    <>
      <option value="last-good">Last good revision</option>
      {group !== undefined &&
        earlier.map(({ revision, release, goodAt }) => (
          <option key={revision} value={revision}>
            {`Revision ${revision} · ${release}${goodAt === null ? '' : ' · proved'}`}
          </option>
        ))}
    </>
  )
}

/** Step 1: how much, to where, why. */
export function PlanForm({ wish, onChange, onPlan, plan, refusal }: PlanFormProps) {
  const groups = (useGroups().data?.groups ?? []).filter(({ managed }) => managed)
  const scope = parseScope(wish.scope)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (refusal === undefined && wish.reason.trim() !== '') onPlan()
  }
  return (
    <Step number={1} title="What to take back">
      <form noValidate onSubmit={submit} className="grid gap-4 p-4">
        <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_2fr]">
          <SelectField
            label="Scope"
            value={wish.scope}
            onChange={(event) => onChange({ scope: event.target.value })}
          >
            <option value="fleet">Whole fleet</option>
            {groups.map(({ name, hosts }) => (
              <option key={name} value={`group:${name}`}>
                {`Group ${name} (${count(hosts.total, 'host')})`}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="Target"
            value={wish.target}
            hint={
              scope.kind === 'fleet'
                ? 'For each group, the nearest earlier revision that was proved.'
                : undefined
            }
            onChange={(event) => onChange({ target: event.target.value })}
          >
            <Targets group={scope.kind === 'group' ? scope.group : undefined} />
          </SelectField>
          <TextField
            label="Reason"
            className="sm:col-span-2 lg:col-span-1"
            maxLength={500}
            placeholder="What is wrong? It stands in the activity and on the freeze."
            value={wish.reason}
            onChange={(event) => onChange({ reason: event.target.value })}
          />
        </div>
        {plan.isError && <FailureNotice error={plan.error} />}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            look="primary"
            busy={plan.isPending}
            refusal={refusal ?? (wish.reason.trim() === '' ? 'say why first' : undefined)}
          >
            Plan rollback
          </Button>
          <span className="text-ink-3 text-xs">Nothing changes yet: the server shows what it would do.</span>
        </div>
      </form>
    </Step>
  )
}
