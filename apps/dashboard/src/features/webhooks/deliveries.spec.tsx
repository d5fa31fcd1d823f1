import type { DeliveryView } from '@goherd/protocol'
import { expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { SAMPLE_TIME } from '../../testing/sample-fleet'
import { Deliveries } from './deliveries'

const delivery = (change: Partial<DeliveryView>): DeliveryView => ({
  ...{ id: 'd1', webhook: 'chat', event: 'fleet.frozen', at: SAMPLE_TIME, state: 'delivered' },
  ...{ attempts: 1, status: 200, says: 'answered 200', nextAt: null, payload: { type: 'fleet.frozen' } },
  ...change,
})
const seed = (...deliveries: DeliveryView[]) => [[keys.deliveries('chat'), { deliveries }]] as const

it('say what was sent, how often, and what came of it', () => {
  const said = words(
    <Deliveries webhook="chat" />,
    seed(delivery({ state: 'failed', attempts: 8, status: 500 })),
  )
  expect(said).toMatch(
    /Failed fleet\.frozen .* 8 attempts, status 500, .* Redeliver Payload \{ "type": "fleet\.frozen" \}/,
  )
})

it('can be made once more, but not while they are under way', () => {
  const off = (state: DeliveryView['state']) =>
    markup(<Deliveries webhook="chat" />, seed(delivery({ state }))).includes('aria-disabled="true"')
  expect([off('delivered'), off('failed'), off('waiting')]).toEqual([false, false, true])
})

it('say so when there is none', () => {
  expect(words(<Deliveries webhook="chat" />, seed())).toContain('Nothing was sent to it yet.')
})
