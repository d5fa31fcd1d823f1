import { createServer, type IncomingHttpHeaders } from 'node:http'

/** What a receiver got. */
export interface ReceivedCall {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Seconds since 1970, by this machine's clock. */
  readonly at: number
}

/** How a receiver answers a call; undefined: not at all. */
export type Answering = (
  call: ReceivedCall,
  count: number,
) => { status: number; headers?: Record<string, string>; body?: string } | undefined

/** A real HTTP server that writes down what it is sent. */
export interface WebhookReceiver {
  readonly url: string
  readonly calls: ReceivedCall[]
  answer: Answering
  close(): Promise<void>
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = []
  const receiver = { calls, answer: (() => ({ status: 204 })) satisfies Answering as Answering }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { url = '', headers } = request
      const call = { path: url, headers, body: Buffer.concat(parts).toString('utf8'), at: Date.now() / 1000 }
      calls.push(call)
      const answer = receiver.answer(call, calls.length)
      if (answer) response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}

/**
 * Whether a call was signed with a secret, checked as a receiver would do it that has only the specification at hand: with Web
 * Crypto, over what came over the wire.
 */
export async function isSignedWith(secret: string, { headers, body }: ReceivedCall): Promise<boolean> {
  const text = new TextEncoder()
  const raw = Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (sign) => sign.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  const signed = text.encode(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  const signatures = String(headers['webhook-signature']).split(' ')
  const checks = signatures.map((one) => {
    const [version, value = ''] = one.split(',')
    const bytes = Uint8Array.from(atob(value), (sign) => sign.charCodeAt(0))
    return version === 'v1' && crypto.subtle.verify('HMAC', key, bytes, signed)
  })
  return (await Promise.all(checks)).includes(true)
}
