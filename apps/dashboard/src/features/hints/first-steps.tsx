'use client'

import type { FleetStatus } from '@goherd/protocol'
import { clsx } from 'clsx'
import { ArrowRight, Circle, CircleCheck, X } from 'lucide-react'
import { Button } from '../../ui/button'
import { ButtonLink } from '../frame/button-link'
import { useGroups } from '../groups/group-queries'
import { useReleases } from '../releases/release-queries'
import { useRollbacks } from '../rollback/rollback-queries'
import { useRollouts } from '../rollouts/rollout-queries'
import { FIRST_STEPS, type FirstStep, firstSteps, SAW_DRIFT, type StepView } from './first-steps-state'
import { useDismiss, useHints } from './hint-queries'

interface StepWords {
  readonly title: string
  readonly lead: string
  readonly go: string
  /** Why the way is closed while there is nothing to do it with. */
  readonly closed: string
}

const WORDS: Readonly<Record<FirstStep, StepWords>> = {
  'see-drift': {
    title: 'See what drifts, and why',
    lead: 'A host whose Go is not what its group wants is found, with what was expected and what is there.',
    go: 'Show the drift',
    closed: 'nothing drifts now',
  },
  'halt-canary': {
    title: 'Start a rollout that halts',
    lead: 'One host goes first. The check behind it fails on purpose, so the rollout stops there and the others keep their Go.',
    go: 'Plan it',
    closed: 'this needs a group with hosts and a second release in the catalogue',
  },
  'emergency-rollback': {
    title: 'Take everything back',
    lead: 'The emergency rollback shows what it would do before it does it, and then proves each host.',
    go: 'Open it',
    closed: 'there is nothing to take back yet',
  },
}

interface StepProps {
  readonly view: StepView
  readonly number: number
  readonly dismiss: (...names: readonly string[]) => void
}

function Step({ view: { step, isDone, href }, number, dismiss }: StepProps) {
  const { title, lead, go, closed } = WORDS[step]
  const Icon = isDone ? CircleCheck : Circle
  return (
    <li className="grid content-start gap-2 rounded-md border border-line bg-panel p-3.5">
      <p className="flex items-center gap-2 font-medium">
        <Icon aria-hidden className={clsx('size-4 shrink-0', isDone ? 'text-ok' : 'text-ink-3')} />
        {number}. {title}
        <span className="sr-only">{isDone ? ', done' : ', to do'}</span>
        <Button
          look="ghost"
          size="small"
          className="ml-auto"
          aria-label={`Hide “${title}” for good`}
          onClick={() => dismiss(step)}
        >
          <X aria-hidden className="size-3.5" />
        </Button>
      </p>
      <p className="text-ink-2">{lead}</p>
      <p className="mt-auto pt-1">
        {href === null ? (
          <Button size="small" refusal={closed}>
            {go}
          </Button>
        ) : (
          <ButtonLink
            size="small"
            href={href}
            look={isDone ? 'ghost' : 'secondary'}
            {...(step === 'see-drift' ? { onClick: () => dismiss(SAW_DRIFT) } : {})}
          >
            {go}
            <ArrowRight aria-hidden className="size-3.5" />
          </ButtonLink>
        )}
      </p>
    </li>
  )
}

/** The steps that are still to be shown; none before everything is known that they are made of. */
function useFirstSteps(status: FleetStatus): StepView[] {
  const hints = useHints().data
  const groups = useGroups().data
  const releases = useReleases().data
  const rollouts = useRollouts().data
  const rollbacks = useRollbacks().data
  if (!hints || !groups || !releases || !rollouts || !rollbacks) return []
  return firstSteps({
    ...{ dismissed: hints.dismissed, hosts: status.hosts, groups: groups.groups },
    ...{ releases: releases.releases, rollouts: rollouts.rollouts, rollbacks: rollbacks.rollbacks.length },
  })
}

/** For who is new here: three things to do, until they are done or put away. */
export function FirstSteps({ status }: { status: FleetStatus }) {
  const steps = useFirstSteps(status)
  const { mutate } = useDismiss()
  if (steps.length === 0) return null
  return (
    <section
      aria-label="First steps"
      className="grid gap-3 rounded-lg border border-accent/40 bg-accent-soft p-4"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold">First steps</h2>
        <p className="text-ink-2">Five minutes, on this fleet.</p>
        <Button size="small" look="ghost" className="ml-auto" onClick={() => mutate(FIRST_STEPS)}>
          Hide for good
        </Button>
      </div>
      <ol className="grid gap-3 md:grid-cols-3">
        {steps.map((view) => (
          <Step
            key={view.step}
            view={view}
            number={FIRST_STEPS.indexOf(view.step) + 1}
            dismiss={(...names) => mutate(names)}
          />
        ))}
      </ol>
    </section>
  )
}
