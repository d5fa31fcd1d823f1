import type { DeliveryView, WebhookView } from '@goherd/protocol'
import { describeAge } from '../duration.js'
import type { Style } from '../output.js'
import { type Column, renderTable } from './table.js'

/** Webhooks as a table, in the order given. */
export function webhooksTable(webhooks: readonly WebhookView[], style: Style): string {
  if (webhooks.length === 0) return 'No webhook. Register one: goherd webhooks add NAME --url URL'
  const columns: readonly Column<WebhookView>[] = [
    { title: 'NAME', text: (w) => w.name, flexible: true },
    { title: 'URL', text: (w) => w.url, flexible: true },
    { title: 'FORM', text: (w) => w.format },
    { title: 'EVENTS', text: (w) => (w.events.length === 0 ? 'all' : w.events.join(' ')), flexible: true },
    {
      title: 'LAST',
      text: (w) => (w.last === null ? '–' : `${w.last.says} ${describeAge(w.last.at, style.now)}`),
      paint: (w) => (w.last?.ok === false ? style.palette.bad : undefined),
      flexible: true,
    },
  ]
  return renderTable(columns, webhooks, style)
}

/** Deliveries as a table, in the order given. */
export function deliveriesTable(deliveries: readonly DeliveryView[], style: Style): string {
  if (deliveries.length === 0) return 'Nothing was delivered yet.'
  const columns: readonly Column<DeliveryView>[] = [
    { title: 'ID', text: (d) => d.id },
    { title: 'WHEN', text: (d) => describeAge(d.at, style.now) },
    { title: 'EVENT', text: (d) => d.event },
    {
      title: 'STATE',
      text: (d) => d.state,
      paint: (d) => (d.state === 'failed' ? style.palette.bad : undefined),
    },
    { title: 'ATTEMPTS', text: (d) => String(d.attempts), align: 'right' },
    { title: 'WHAT', text: (d) => d.says, flexible: true },
  ]
  return renderTable(columns, deliveries, style)
}
