import { useQueryClient } from '@tanstack/react-query'
import {
  parseAsArrayOf,
  parseAsInteger,
  parseAsJson,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'
import { useState } from 'react'
import { keys } from '../../../live/query-keys'
import { useGroups } from '../../groups/group-queries'
import { type ChangeDraft, NO_CHANGE, type Target } from './change-draft'
import { type DraftRequest, STEPS, type StepName, toRequest } from './draft-request'
import { type HowDraft, readPolicy, toHowDraft, toPolicy } from './how-draft'
import { presetDraft } from './presets'
import type { StepProps } from './step-props'

const address = {
  step: parseAsStringLiteral(STEPS).withDefault('what').withOptions({ history: 'push' }),
  to: parseAsStringLiteral(['release', 'revision']).withDefault('release'),
  go: parseAsString.withDefault(''),
  revision: parseAsInteger,
  groups: parseAsArrayOf(parseAsString).withDefault([]),
  policy: parseAsJson(readPolicy),
}

interface Draft extends StepProps {
  readonly step: StepName
  readonly request: DraftRequest
  /** Hosts in the chosen groups, as far as the groups are known. */
  readonly hosts: number
  /** False while the stages still wait to know how many hosts there are. */
  readonly isSettled: boolean
}

/** How many hosts are in the groups that were chosen. */
function useHostCount(chosen: readonly string[]) {
  const { data } = useGroups()
  const hosts = (data?.groups ?? [])
    .filter(({ name }) => chosen.includes(name))
    .reduce((sum, { hosts }) => sum + hosts.total, 0)
  return { hosts, isKnown: data !== undefined }
}

/**
 * A new rollout while it is written. All but the settings stands in the address, so that a link or a reload keeps it;
 * settings may hold secrets, and stay in the page.
 */
export function useRolloutDraft(): Draft {
  const cache = useQueryClient()
  const [values, setAddress] = useQueryStates(address)
  const [change, setWholeChange] = useState<ChangeDraft>(
    () => cache.getQueryData<ChangeDraft>(keys.rolloutDraft) ?? NO_CHANGE,
  )
  const [typed, setTyped] = useState<HowDraft | null>(() => values.policy && toHowDraft(values.policy))
  const { hosts, isKnown } = useHostCount(values.groups)
  // Until a stage is touched the preset follows the number of hosts.
  const how = typed ?? presetDraft('careful', hosts)
  const target: Target = { kind: values.to, go: values.go, revision: values.revision }
  const request = toRequest({ target, change, groups: values.groups, how })
  return {
    step: values.step,
    goTo: (step) => void setAddress({ step }),
    target,
    setTarget: ({ kind, ...rest }) =>
      void setAddress({ ...rest, ...(kind === undefined ? {} : { to: kind }) }),
    change,
    setChange: (part) => {
      const next = { ...change, ...part }
      cache.setQueryData(keys.rolloutDraft, next)
      setWholeChange(next)
    },
    groups: values.groups,
    setGroups: (groups) => void setAddress({ groups: groups.length === 0 ? null : [...groups] }),
    how,
    setHow: (part) => {
      const next = { ...how, ...part }
      setTyped(next)
      const policy = toPolicy(next)
      if (policy.kind === 'ok') void setAddress({ policy: policy.policy })
    },
    mistakes: request.kind === 'wrong' ? request.mistakes : {},
    request,
    hosts,
    isSettled: typed !== null || isKnown,
  }
}
