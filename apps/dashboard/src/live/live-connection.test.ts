import { createServer, type Server as HttpServer } from 'node:http'
import { LIVE_NAMESPACE } from '@goherd/protocol'
import { type Namespace, Server } from 'socket.io'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aHost } from '../testing/sample-fleet'
import type { Inbox } from './inbox'
import { LiveConnection } from './live-connection'

/** As much of a browser's page as the connection looks at. */
class Page extends EventTarget {
  hidden = false

  setHidden(hidden: boolean): void {
    this.hidden = hidden
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

let http: HttpServer
let io: Server
let live: Namespace
let page: Page
let seq: number
let syncs: unknown[]
let flushed: Inbox[]
let connection: LiveConnection

function tell(message: string, payload: object): void {
  seq += 1
  live.emit(message, { seq, ...payload })
}

async function listen(port: number): Promise<number> {
  http = createServer()
  io = new Server(http, { transports: ['websocket'] })
  live = io.of(LIVE_NAMESPACE)
  live.on('connection', (socket) => {
    socket.emit('live.opened', { seq, serverVersion: '0.1.0' })
    socket.on('live.sync', (asked: { after: number }, answer: (value: object) => void) => {
      syncs.push(asked)
      answer({ seq, gap: asked.after !== seq })
    })
  })
  await new Promise<void>((done) => http.listen(port, '127.0.0.1', done))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on a port')
  return address.port
}

function names(): string[] {
  return flushed.flatMap((inbox) => [...inbox.hosts.values()].map(({ name }) => name))
}

beforeEach(async () => {
  seq = 10
  syncs = []
  flushed = []
  page = new Page()
  const port = await listen(0)
  vi.stubGlobal('document', page)
  vi.stubGlobal('location', { protocol: 'http:', hostname: '127.0.0.1', port, host: `127.0.0.1:${port}` })
  connection = new LiveConnection((inbox) => flushed.push(inbox))
  connection.open()
  await vi.waitFor(() => expect(connection.state().kind).toBe('live'))
})

afterEach(async () => {
  connection.close()
  await io.close()
  vi.unstubAllGlobals()
})

describe('the live connection', () => {
  it('hands over many messages as one batch', async () => {
    for (const name of ['ci-1', 'ci-2', 'ci-3']) tell('hosts.changed', { hosts: [aHost({ name })] })
    await vi.waitFor(() => expect(names()).toEqual(['ci-1', 'ci-2', 'ci-3']))
    expect(flushed).toHaveLength(1)
    expect(flushed[0]?.gap).toBe(false)
  })

  it('takes no notice of a message of another shape', async () => {
    live.emit('hosts.changed', { nonsense: true })
    tell('hosts.changed', { hosts: [aHost()] })
    await vi.waitFor(() => expect(names()).toEqual(['ci-1']))
  })

  it('tells that something was missed', async () => {
    tell('fleet.changed', {})
    seq += 5
    tell('fleet.changed', {})
    await vi.waitFor(() => expect(flushed.at(-1)?.gap).toBe(true))
  })

  it('rests in a hidden tab, and asks where it stands when it is seen again', async () => {
    page.setHidden(true)
    tell('hosts.changed', { hosts: [aHost()] })
    // Longer than two batches: that nothing happens can only be waited for.
    await new Promise((done) => setTimeout(done, 600))
    expect(flushed).toEqual([])
    page.setHidden(false)
    await vi.waitFor(() => expect(names()).toEqual(['ci-1']))
    expect(syncs).toEqual([{ after: 11 }])
  })

  it('drops what it has when the tab slept through more than it heard', async () => {
    page.setHidden(true)
    seq = 99
    page.setHidden(false)
    await vi.waitFor(() => expect(flushed.at(-1)).toMatchObject({ gap: true, seq: 99 }))
  })

  it('says that it reconnects, does so, and tells what it missed meanwhile', async () => {
    const address = http.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const states: string[] = []
    connection.subscribe(() => states.push(connection.state().kind))
    await io.close()
    await vi.waitFor(() => expect(connection.state().kind).toBe('reconnecting'))
    seq = 50
    await listen(port)
    await vi.waitFor(() => expect(connection.state().kind).toBe('live'), { timeout: 15_000 })
    await vi.waitFor(() => expect(flushed.at(-1)?.gap).toBe(true))
    expect(states.at(-1)).toBe('live')
  })
})
