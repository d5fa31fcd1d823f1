import type { DeliveryView, WebhookView } from '@goherd/protocol'
import { expect, it } from 'vitest'
import { NOW } from '../../test/fleet.js'
import { paletteOf } from './palette.js'
import { deliveriesTable, webhooksTable } from './webhooks.js'

const style = { palette: paletteOf(false), width: undefined, now: Date.parse(NOW) }
const webhook = (over: Partial<WebhookView> = {}): WebhookView => ({
  ...{ name: 'desk', url: 'https://desk.example.com', events: [], format: 'json', createdAt: NOW },
  ...{ createdBy: 'ada', last: null },
  ...over,
})
const delivery: DeliveryView = {
  ...{ id: 'del-1', webhook: 'desk', event: 'rollout.paused', at: NOW, state: 'failed', attempts: 5 },
  ...{ status: 503, says: 'answered 503', nextAt: null, payload: {} },
}

it('webhooks say what they are told of, and how that went last', () => {
  const chat = webhook({
    ...{ name: 'chat', format: 'slack', events: ['rollout.paused'] },
    last: { at: NOW, ok: false, says: 'answered 404' },
  })
  const table = webhooksTable([webhook(), chat], style)
  expect(table).toMatch(/desk +https:\/\/desk\.example\.com +json +all +–/)
  expect(table).toMatch(/chat .*slack +rollout\.paused +answered 404 just now/)
  expect(webhooksTable([], style)).toContain('goherd webhooks add')
})

it('deliveries say how often it was tried, and what came of it', () => {
  const table = deliveriesTable([delivery], style)
  expect(table).toMatch(/del-1 +just now +rollout\.paused +failed +5 +answered 503/)
  expect(deliveriesTable([], style)).toBe('Nothing was delivered yet.')
})
