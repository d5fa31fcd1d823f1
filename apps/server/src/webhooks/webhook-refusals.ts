import { GoherdError } from '../base/errors/index.js'

export function webhookUnknown(name: string): GoherdError {
  return new GoherdError('not-found', 'webhook_unknown', {
    message: `there is no webhook ${name}`,
    hint: 'List the webhooks and take a name from there: goherd webhooks ls',
  })
}

export function webhookExists(name: string): GoherdError {
  return new GoherdError('conflict', 'webhook_exists', {
    message: `there is a webhook ${name} already`,
    hint: 'Choose another name, or remove that one first.',
  })
}

export function addressRefused(url: string): GoherdError {
  return new GoherdError('invalid', 'webhook_address_refused', {
    message: `nothing is sent to ${new URL(url).hostname}: link-local and metadata addresses are for the machine itself`,
    hint: 'Give the address of a receiver on the network.',
    issues: [{ path: 'url', message: 'a link-local or metadata address' }],
  })
}

export function deliveryUnknown(id: string): GoherdError {
  return new GoherdError('not-found', 'delivery_unknown', {
    message: `the webhook has no delivery ${id}`,
    hint: 'Take an id from the list of its deliveries; they are kept for 30 days.',
  })
}
