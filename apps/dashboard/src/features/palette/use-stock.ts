'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { HostList } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'
import { useGroups } from '../groups/group-queries'
import { rolloutName } from '../rollouts/describe-rollout'
import { useRollouts } from '../rollouts/rollout-queries'
import { pageActions, useAll } from './page-registry'
import type { PaletteStock } from './palette-groups'
import { recentVisits } from './recent'

const hostList = has<HostList>('hosts', 'total')

/** How long a person pauses before the server is asked, in milliseconds. */
const SETTLE_MS = 120

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** The hosts whose names contain the text, as the server finds them. None for no text, unless they are all that is looked for. */
function useFoundHosts(text: string, hostsOnly: boolean) {
  const search = useSettled(text)
  const query = { limit: 8, ...(search === '' ? {} : { search }) }
  return useQuery({
    queryKey: [...keys.hosts, 'found', query],
    queryFn: ({ signal }) => api.get('/hosts', { shape: hostList, signal, query }),
    enabled: search !== '' || hostsOnly,
    placeholderData: keepPreviousData,
  })
}

/** What the palette can offer now, and whether hosts are still looked for. */
export function useStock(typed: string, hostsOnly: boolean): { stock: PaletteStock; isLooking: boolean } {
  const text = typed.trim()
  const actions = useAll(pageActions)
  const groups = useGroups().data?.groups ?? []
  const rollouts = useRollouts().data?.rollouts ?? []
  const found = useFoundHosts(text, hostsOnly)
  const [visits] = useState(recentVisits)
  const hosts = text === '' && !hostsOnly ? [] : (found.data?.hosts ?? [])
  return {
    isLooking: found.isFetching,
    stock: {
      actions,
      visits,
      groups: groups.map(({ name }) => ({ name })),
      rollouts: rollouts.map((rollout) => ({
        id: rollout.id,
        name: rolloutName(rollout),
        note: rollout.state,
      })),
      hosts: hosts.map(({ name, state }) => ({ name, note: state })),
    },
  }
}
