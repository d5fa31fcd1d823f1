import type { WebhookEvent } from '@goherd/protocol'

/** The dashboard's page of something that was announced. */
export function pageOf(type: WebhookEvent, id: string): string {
  const [noun] = type.split('.')
  switch (noun) {
    case 'rollout':
      return `/rollouts/${encodeURIComponent(id)}`
    case 'rollback':
      return `/rollback/${encodeURIComponent(id)}`
    case 'release':
      return '/releases'
    default:
      return '/'
  }
}
