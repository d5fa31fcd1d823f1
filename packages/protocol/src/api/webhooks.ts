import { z } from 'zod'
import { name, timestamp } from '../values.js'

/** What a webhook can be told of. */
export const WEBHOOK_EVENTS = [
  'rollout.started',
  'rollout.stage',
  'rollout.paused',
  'rollout.waiting-for-approval',
  'rollout.finished',
  'rollback.started',
  'rollback.finished',
  'fleet.frozen',
  'fleet.lifted',
  'release.recalled',
  'drill.finished',
] as const
export const webhookEvent = z.enum(WEBHOOK_EVENTS)
export type WebhookEvent = z.infer<typeof webhookEvent>

export const createWebhook = z.object({
  name,
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  /** None means all. */
  events: z.array(webhookEvent).default([]),
  /** `slack`: `{ text, blocks }` as Slack, Mattermost and others take it. */
  format: z.enum(['json', 'slack']).default('json'),
})
export const webhookView = z.object({
  name,
  url: z.string(),
  events: z.array(webhookEvent),
  format: z.enum(['json', 'slack']),
  createdAt: timestamp,
  createdBy: z.string(),
  /** The newest delivery's outcome; null before the first. */
  last: z.object({ at: timestamp, ok: z.boolean(), says: z.string() }).nullable(),
})
export type WebhookView = z.infer<typeof webhookView>
export const webhookList = z.object({ webhooks: z.array(webhookView) })
/** `secret` (whsec_…) is shown this once; deliveries are signed with it as standardwebhooks.com says. */
export const webhookCreated = z.object({ webhook: webhookView, secret: z.string() })

export const deliveryView = z.object({
  id: z.string(),
  webhook: name,
  event: z.string(),
  at: timestamp,
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number().int(),
  /** Of the newest attempt; null when no answer came. */
  status: z.number().int().nullable(),
  says: z.string(),
  nextAt: timestamp.nullable(),
  payload: z.unknown(),
})
export type DeliveryView = z.infer<typeof deliveryView>
/** Newest first. */
export const deliveryList = z.object({ deliveries: z.array(deliveryView) })

/** The body of a delivery in the form `json`. */
export const webhookBody = z.object({
  type: webhookEvent,
  timestamp,
  data: z.object({
    /** Id of the rollout, rollback or drill; the release's name; `fleet`. */
    id: z.string(),
    says: z.string(),
    actor: z.string().nullable(),
    url: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  }),
})
export type WebhookBody = z.infer<typeof webhookBody>
