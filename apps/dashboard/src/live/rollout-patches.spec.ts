import type { RolloutView } from '@goherd/protocol'
import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RolloutList } from '../api/answers'
import { aStatus } from '../testing/sample-fleet'
import { aRollout } from '../testing/sample-rollouts'
import { applyInbox } from './apply-inbox'
import { EMPTY_INBOX, isEmpty, receive } from './inbox'
import { MovedRows } from './moved-rows'
import { keys } from './query-keys'

let cache: QueryClient

beforeEach(() => {
  cache = new QueryClient()
})

function tell(...rollouts: readonly RolloutView[]): void {
  const inbox = rollouts
    .map((rollout, index) => ({ kind: 'rollout', seq: index + 1, rollout }) as const)
    .reduce(receive, EMPTY_INBOX)
  expect(isEmpty(inbox)).toBe(false)
  applyInbox(cache, inbox, new MovedRows())
}

const listed = () => cache.getQueryData<RolloutList>(keys.rollouts)?.rollouts ?? []
const isStale = (key: readonly unknown[]) => cache.getQueryState(key)?.isInvalidated

describe('a rollout that changed', () => {
  it('is put in place, the newest of several', () => {
    tell(aRollout({ state: 'soaking' }), aRollout({ state: 'gating' }))
    expect(cache.getQueryData(keys.rollout('ro1'))).toMatchObject({ state: 'gating' })
  })

  it('keeps its place in the list, and the list is not asked for again', () => {
    cache.setQueryData(keys.rollouts, { rollouts: [aRollout({ id: 'ro2' }), aRollout()] })
    tell(aRollout({ state: 'soaking' }))
    expect(listed().map(({ id, state }) => `${id} ${state}`)).toEqual(['ro2 updating', 'ro1 soaking'])
    expect(isStale(keys.rollouts)).toBe(false)
  })

  it('that the list does not have makes it ask again', () => {
    cache.setQueryData(keys.rollouts, { rollouts: [aRollout()] })
    tell(aRollout({ id: 'ro9' }))
    expect(listed()).toHaveLength(1)
    expect(isStale(keys.rollouts)).toBe(true)
  })

  it('has its hosts and events asked for again, and the status', () => {
    const page = keys.rolloutHostPage('ro1', { offset: 0 })
    cache.setQueryData(page, {})
    cache.setQueryData(keys.rolloutEvents('ro1'), {})
    cache.setQueryData(keys.rolloutEvents('ro2'), {})
    cache.setQueryData(keys.status, aStatus())
    tell(aRollout())
    expect([page, keys.rolloutEvents('ro1'), keys.status].map(isStale)).toEqual([true, true, true])
    expect(isStale(keys.rolloutEvents('ro2'))).toBe(false)
  })
})
