'use client'

import type { RolloutPlan, RolloutRequest } from '@goherd/protocol'
import { useRouter } from 'next/navigation'
import { type FormEvent, type ReactNode, useState } from 'react'
import { asSentence } from '../../../ui/as-sentence'
import { Button } from '../../../ui/button'
import { CopyButton } from '../../../ui/copy-button'
import { FailureNotice } from '../../../ui/failure-notice'
import { TextField } from '../../../ui/field'
import { Notice } from '../../../ui/notice'
import { Panel } from '../../../ui/panel'
import { count, formatCount } from '../../../ui/quantities'
import { useRefusal } from '../../access/use-me'
import { useFleetStatus } from '../../fleet/fleet-queries'
import { useStartRollout } from '../rollout-queries'
import { startCommand } from './cli-text'
import { describeDownload, describeLeast, describeStages } from './plan-figures'
import { PlanGroups, PlanStages } from './plan-stages'
import { Matches } from './where-step'

/** The writer of YAML is fetched when it is first needed. */
const yamlOf = async (plan: RolloutPlan) => (await import('./fleet-yaml')).fleetYaml(plan)

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-0.5">
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  )
}

function Warnings({ plan, onSupersede }: PlanStepProps) {
  const supersedes = plan.spec.conflict === 'supersede'
  return (
    <>
      {plan.conflicts.length > 0 && (
        <Notice
          tone={supersedes ? 'warn' : 'bad'}
          role="alert"
          title={supersedes ? 'This ends what is under way.' : 'Another rollout is under way.'}
          actions={supersedes ? undefined : <Button onClick={onSupersede}>Supersede it</Button>}
        >
          {plan.conflicts.map(({ rollout, group, says }) => (
            <p key={`${rollout} ${group}`}>
              {group}: {asSentence(says)}
            </p>
          ))}
          {!supersedes && (
            <p>Wait for it, or supersede it: then it ends where it is, and this one takes over.</p>
          )}
        </Notice>
      )}
      {plan.warnings.map((warning) => (
        <Notice key={warning} tone="warn" title={asSentence(warning)} />
      ))}
    </>
  )
}

function Start({ plan, request, onPlanAgain }: PlanStepProps) {
  const router = useRouter()
  const [reason, setReason] = useState('')
  const start = useStartRollout()
  const frozen = useFleetStatus().data?.freeze ?? null
  const mayNot = useRefusal('rollout.start', { frozen })
  const isTaken = plan.conflicts.length > 0 && plan.spec.conflict === 'refuse'
  const taken = isTaken ? 'another rollout is under way; wait for it, or supersede it' : undefined
  const refusal = mayNot ?? taken ?? (reason.trim() === '' ? 'say why first' : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (refusal !== undefined) return
    start.mutate(
      { ...request, reason, hash: plan.hash },
      { onSuccess: ({ id }) => router.push(`/rollouts/${encodeURIComponent(id)}`) },
    )
  }
  const planAgain = () => {
    start.reset()
    onPlanAgain()
  }
  return (
    <Panel title="Start">
      <form noValidate onSubmit={submit} className="grid gap-4">
        {start.isError && <FailureNotice error={start.error} onRetry={planAgain} />}
        {mayNot !== undefined && (
          <Notice tone="warn" title="You can look, but not start it now.">
            {asSentence(mayNot)}
          </Notice>
        )}
        <TextField
          label="Reason"
          className="max-w-2xl"
          maxLength={500}
          placeholder="Why? It stands in the event log and in the activity."
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="flex flex-wrap items-center gap-2">
          <Button
            type="submit"
            look="primary"
            size="large"
            refusal={refusal}
            busy={start.isPending || start.isSuccess}
          >
            Start rollout
          </Button>
          <CopyButton size="normal" text={() => startCommand(request, reason)}>
            Copy as CLI
          </CopyButton>
          <CopyButton size="normal" text={() => yamlOf(plan)}>
            Copy as YAML
          </CopyButton>
        </div>
      </form>
    </Panel>
  )
}

interface PlanStepProps {
  readonly plan: RolloutPlan
  readonly request: RolloutRequest
  readonly onPlanAgain: () => void
  readonly onSupersede: () => void
}

/** Step 4: what the server would do, stage by stage. Nothing has changed yet. */
export function PlanStep(props: PlanStepProps) {
  const { plan } = props
  return (
    <div className="grid gap-5">
      <Warnings {...props} />
      <Panel
        title="What it would do"
        note={describeStages(plan)}
        flush
        actions={
          <Button size="small" onClick={props.onPlanAgain}>
            Plan again
          </Button>
        }
      >
        <PlanGroups plan={plan} />
        <div className="border-line border-t">
          <PlanStages plan={plan} />
        </div>
        <dl className="grid grid-cols-2 gap-4 border-line border-t p-4 lg:grid-cols-4">
          <Figure name="Takes">{describeLeast(plan)}</Figure>
          <Figure name="Bytes">{describeDownload(plan)}</Figure>
          <Figure name="Could go back at once">
            {formatCount(plan.canGoBack)} of {count(plan.hosts, 'host')}
          </Figure>
          <Figure name="Plan">
            <code className="font-mono text-xs" title={plan.hash}>
              {plan.hash.slice(0, 12)}
            </code>
          </Figure>
        </dl>
      </Panel>
      {plan.notes.length > 0 && <Matches plan={plan} />}
      <Start {...props} />
    </div>
  )
}
