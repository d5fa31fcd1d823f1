import type { DeviceView } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AnswerDevice } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const device = has<DeviceView>('userCode', 'client', 'state')
const pathOf = (code: string) => `/device/${encodeURIComponent(code)}`

/** The command line that waits with a code. Not asked for without one. */
export function useDevice(code: string) {
  return useQuery({
    queryKey: keys.device(code),
    queryFn: ({ signal }) => api.get(pathOf(code), { shape: device, signal }),
    enabled: code !== '',
  })
}

/** Lets it in, or refuses it. */
export function useAnswerDevice(code: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (answer: AnswerDevice) => api.post(`${pathOf(code)}/answer`, answer, device),
    onSuccess: (answered) => cache.setQueryData(keys.device(code), answered),
  })
}
