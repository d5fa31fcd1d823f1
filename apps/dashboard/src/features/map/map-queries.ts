import type { FleetMap } from '@goherd/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { type MapQuery, readMap } from '../../live/map-model'
import { keys } from '../../live/query-keys'

const fleetMap = has<FleetMap>('ids', 'names', 'state', 'dictionaries')

/** How long a map that patches can't mend is shown before it is fetched again, in milliseconds. */
const OUTDATED_MS = 2_000

/** Every host that fits, made ready for drawing, patched in place by the socket. */
export function useFleetMap(query: MapQuery) {
  const map = useQuery({
    queryKey: keys.map(query),
    queryFn: async ({ signal }) =>
      readMap(await api.get('/fleet/map', { shape: fleetMap, signal, query: { ...query } })),
    // Comparing two models to share their parts would cost more than it saves.
    structuralSharing: false,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const { refetch } = map
  const outdated = map.data?.outdated === true
  useEffect(() => {
    if (!outdated) return
    const timer = setTimeout(() => void refetch(), OUTDATED_MS)
    return () => clearTimeout(timer)
  }, [outdated, refetch])
  return map
}
