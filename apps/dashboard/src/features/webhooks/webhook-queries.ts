import type { DeliveryView } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CreateWebhook, DeliveryList, WebhookCreated, WebhookList } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const webhookList = has<WebhookList>('webhooks')
const webhookCreated = has<WebhookCreated>('secret', 'webhook')
const deliveryList = has<DeliveryList>('deliveries')
const delivery = has<DeliveryView>('id', 'state')

const pathOf = (name: string) => `/webhooks/${encodeURIComponent(name)}`
/** While one waits for its turn, the list is read again after so many milliseconds. */
const WAITING_MS = 2_000

/** Endpoints of other programs. Not asked for when the reader may not see it. */
export function useWebhooks(enabled: boolean) {
  return useQuery({
    queryKey: keys.webhooks,
    queryFn: ({ signal }) => api.get('/webhooks', { shape: webhookList, signal }),
    enabled,
  })
}

/** Registers one; its secret is in this answer and never again. */
export function useCreateWebhook() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateWebhook) => api.post('/webhooks', body, webhookCreated),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.webhooks }),
  })
}

/** Removes one, with what is still to be delivered to it. */
export function useRemoveWebhook(name: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete(pathOf(name), webhookList),
    onSuccess: (left) => cache.setQueryData(keys.webhooks, left),
  })
}

/** Sends it an event that says it is a test. */
export function useTestWebhook(name: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => api.post(`${pathOf(name)}/test`, {}, delivery),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.webhooks }),
  })
}

/** What it was sent and what came of it, newest first. */
export function useDeliveries(name: string) {
  return useQuery({
    queryKey: keys.deliveries(name),
    queryFn: ({ signal }) => api.get(`${pathOf(name)}/deliveries`, { shape: deliveryList, signal }),
    refetchInterval: ({ state }) =>
      state.data?.deliveries.some((one) => one.state === 'waiting') ? WAITING_MS : false,
  })
}

/** Makes a delivery once more. */
export function useRedeliver(name: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      api.post(`${pathOf(name)}/deliveries/${encodeURIComponent(id)}/redeliver`, {}, delivery),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.deliveries(name) }),
  })
}
