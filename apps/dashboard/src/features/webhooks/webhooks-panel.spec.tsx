import { WEBHOOK_EVENTS, type WebhookView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { OPERATOR, SAMPLE_TIME } from '../../testing/sample-fleet'
import { EventChoice } from './event-choice'
import { describeEvents, EVENT_GROUPS } from './webhook-events'
import { WebhooksPanel } from './webhooks-panel'

const FIELD = { name: 'events', onChange: async () => {}, onBlur: async () => {}, ref: () => {} } as const

const webhook = (change: Partial<WebhookView>): WebhookView => ({
  ...{ name: 'chat', url: 'https://chat.example', events: [], format: 'slack', createdBy: 'ada' },
  ...{ createdAt: SAMPLE_TIME, last: null },
  ...change,
})
const seed = (role: 'admin' | 'operator', ...webhooks: WebhookView[]): Seed => [
  [keys.me, { ...OPERATOR, role }],
  [keys.webhooks, { webhooks }],
]

describe('the events of a webhook', () => {
  it('are those of the protocol, each once', () => {
    const names = EVENT_GROUPS.flatMap(({ events }) => events.map(({ name }) => name))
    expect(names.toSorted()).toEqual([...WEBHOOK_EVENTS].sort())
  })

  it('can be chosen one by one, by names that tell them apart', () => {
    const html = markup(<WebhooksPanel />, seed('admin'))
    const values = [...html.matchAll(/<input type="checkbox"[^>]* value="([^"]+)"/g)].map(
      ([, value]) => value,
    )
    expect(values.toSorted()).toEqual([...WEBHOOK_EVENTS].sort())
    const names = [...html.matchAll(/<input type="checkbox"[^>]* aria-label="([^"]+)"/g)].map(
      ([, name]) => name,
    )
    expect(new Set(names).size).toBe(WEBHOOK_EVENTS.length)
    expect(names).toContain('Rollbacks: finished')
  })

  it('say what choosing none means, and how many are chosen', () => {
    expect(words(<EventChoice chosen={[]} field={FIELD} />)).toContain(
      'None is chosen: it is told of everything',
    )
    expect(words(<EventChoice chosen={['fleet.frozen']} field={FIELD} />)).toContain(
      'It is told of 1 kind of event.',
    )
    expect(words(<EventChoice chosen={['fleet.frozen', 'fleet.lifted']} field={FIELD} />)).toContain(
      'It is told of 2 kinds of events.',
    )
  })

  it('are named in the list', () => {
    expect(describeEvents([])).toBe('told of everything')
    const said = words(
      <WebhooksPanel />,
      seed('admin', webhook({ events: ['fleet.frozen', 'drill.finished'] })),
    )
    expect(said).toContain('chat slack told of fleet.frozen, drill.finished https://chat.example')
  })
})

describe('the webhooks', () => {
  it('say what came of the last delivery', () => {
    const last = { at: SAMPLE_TIME, ok: false, says: 'answered 500' }
    expect(words(<WebhooksPanel />, seed('admin', webhook({ last })))).toContain('Failed answered 500')
    expect(words(<WebhooksPanel />, seed('admin', webhook({})))).toContain('nothing sent yet')
  })

  it('are shown to administrators only, with the reason', () => {
    const said = words(<WebhooksPanel />, seed('operator', webhook({})))
    expect(said).toContain('Only administrators see this. This needs the role admin')
    expect(said).not.toContain('chat.example')
  })

  it('say so when there is none', () => {
    expect(words(<WebhooksPanel />, seed('admin'))).toContain('No webhook was added yet.')
  })
})
