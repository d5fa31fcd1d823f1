import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { newWebhookSecret, signWebhook } from './sign-webhook.js'

// The example of the Standard Webhooks specification's own libraries.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' }

it('signs as the specification does', () => {
  expect(signWebhook(SECRET, MESSAGE)).toEqual({
    'webhook-id': MESSAGE.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

it.each([
  ['id', { ...MESSAGE, id: 'another' }],
  ['time', { ...MESSAGE, timestamp: MESSAGE.timestamp + 1 }],
  ['body', { ...MESSAGE, body: '{"test": 1}' }],
])('covers the %s', (_, changed) => {
  const of = (message: typeof MESSAGE) => signWebhook(SECRET, message)['webhook-signature']
  expect(of(changed)).not.toBe(of(MESSAGE))
})

it('makes secrets of 256 bits, each once, that sign', () => {
  const secrets = Array.from({ length: 100 }, newWebhookSecret)
  expect(new Set(secrets).size).toBe(100)
  for (const secret of secrets) {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    expect(key).toHaveLength(32)
    const expected = createHmac('sha256', key)
      .update(`${MESSAGE.id}.${MESSAGE.timestamp}.${MESSAGE.body}`)
      .digest('base64')
    expect(signWebhook(secret, MESSAGE)['webhook-signature']).toBe(`v1,${expected}`)
  }
})
