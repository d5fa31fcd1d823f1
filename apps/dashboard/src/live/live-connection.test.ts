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
/** What the server can tell again. */
let kept: { message: string; payload: { seq: number } }[]
let flushed: Inbox[]
let connection: LiveConnection

function tell(message: string, payload: object): void {
  seq += 1
  const numbered = { seq, ...payload }
  kept.push({ message, payload: numbered })
  live.emit(message, numbered)
}

async function listen(port: number): Promise<number> {
  http = createServer()
  io = new Server(http, { transports: ['websocket'] })
  live = io.of(LIVE_NAMESPACE)
  live.on('connection', (socket) => {
    socket.emit('live.opened', { seq, serverVersion: '0.1.0' })
    socket.on('live.sync', (asked: { after: number }, answer: (value: object) => void) => {
      syncs.push(asked)
      const missed = kept.filter(({ payload }) => payload.seq > asked.after)
      const gap = asked.after + missed.length !== seq
      if (!gap) for (const { message, payload } of missed) socket.emit(message, payload)
      answer({ seq, gap })
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
  kept = []
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

  it('has told again what it missed, once, and in order', async () => {
    tell('hosts.changed', { hosts: [aHost({ name: 'ci-1' })] })
    // A message that got lost on its way to this page.
    seq += 1
    kept.push({ message: 'hosts.changed', payload: { seq, ...{ hosts: [aHost({ name: 'ci-2' })] } } })
    tell('hosts.changed', { hosts: [aHost({ name: 'ci-3' })] })
    await vi.waitFor(() => expect(names()).toEqual(['ci-1', 'ci-2', 'ci-3']))
    expect(flushed.every(({ gap }) => !gap)).toBe(true)
    expect(syncs).toEqual([{ after: 11 }])
  })

  it('tells that something was missed which nobody has any more', async () => {
    tell('fleet.changed', {})
    seq += 5
    tell('fleet.changed', {})
    await vi.waitFor(() => expect(flushed.at(-1)?.gap).toBe(true))
    tell('hosts.changed', { hosts: [aHost({ name: 'ci-8' })] })
    await vi.waitFor(() => expect(names()).toEqual(['ci-8']))
    expect(flushed.at(-1)?.gap).toBe(false)
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

  async function restart(between: () => void): Promise<string[]> {
    const address = http.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const states: string[] = []
    connection.subscribe(() => states.push(connection.state().kind))
    await io.close()
    await vi.waitFor(() => expect(connection.state().kind).toBe('reconnecting'))
    between()
    await listen(port)
    await vi.waitFor(() => expect(connection.state().kind).toBe('live'), { timeout: 15_000 })
    return states
  }

  it('says that it reconnects, does so, and catches up with what it missed meanwhile', async () => {
    tell('hosts.changed', { hosts: [aHost({ name: 'ci-1' })] })
    await vi.waitFor(() => expect(names()).toEqual(['ci-1']))
    const states = await restart(() => {
      tell('hosts.changed', { hosts: [aHost({ name: 'ci-2' })] })
      tell('hosts.changed', { hosts: [aHost({ name: 'ci-3', state: 'drifted' })] })
    })
    expect(states).toContain('reconnecting')
    await vi.waitFor(() => expect(names()).toEqual(['ci-1', 'ci-2', 'ci-3']))
    expect(flushed.every(({ gap }) => !gap)).toBe(true)
    expect(syncs).toEqual([{ after: 11 }])
  })

  it('fetches everything after a restart of the server, which knows nothing of before', async () => {
    tell('fleet.changed', {})
    await vi.waitFor(() => expect(flushed).toHaveLength(1))
    await restart(() => {
      seq = 5_000
      kept = []
    })
    await vi.waitFor(() => expect(flushed.at(-1)).toMatchObject({ gap: true, seq: 5_000 }))
    tell('hosts.changed', { hosts: [aHost({ name: 'ci-9' })] })
    await vi.waitFor(() => expect(names()).toEqual(['ci-9']))
  })
})
