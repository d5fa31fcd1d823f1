import { describe, expect, it } from 'vitest'
import { awaitedHosts, RETURN_MS, withGrace } from './returning.js'
import { host, state } from './testing/samples.js'

const BOOT = 1_000_000
const away = (id: string) => host(id, { online: false, seenAt: BOOT - 5_000 })
const facts = (...hosts: ReturnType<typeof host>[]) => new Map(hosts.map((one) => [one.id, one]))
const until = (over: Parameters<typeof state>[0], hosts: ReturnType<typeof host>[], now = BOOT + 100) =>
  awaitedHosts(state(over), facts(...hosts), { now, bootedAt: BOOT }).until

describe('after a restart of the server', () => {
  it('hosts whose turn it is are waited for, as long as they may need to come back', () => {
    expect(until({}, [away('h1'), host('h2')])).toBe(BOOT + RETURN_MS)
    expect(until({}, [away('h1')], BOOT + RETURN_MS)).toBeNull()
  })

  it('nobody is waited for who is there, has gone since, has had its turn, or was never heard of', () => {
    expect(until({}, [host('h1'), away('h2')])).toBeNull()
    expect(until({}, [host('h1', { online: false, seenAt: BOOT + 1 })])).toBeNull()
    expect(until({}, [host('h1', { online: false, seenAt: null })])).toBeNull()
    const hosts = { h1: { kind: 'debt', since: 1 } } as const
    expect(until({ phase: { kind: 'updating', stage: 0, since: 1 }, hosts }, [away('h1')])).toBeNull()
  })

  it('a way back waits for nobody', () => {
    const phase = { kind: 'reverting', stage: 0, scope: 'all', since: 1 } as const
    expect(until({ phase }, [away('h1')])).toBeNull()
  })

  it('a host that went with the connections is not silent before it had that time', () => {
    expect(withGrace(away('h1'), BOOT).seenAt).toBe(BOOT + RETURN_MS)
    expect(withGrace(host('h1', { online: false, seenAt: null }), BOOT).seenAt).toBe(BOOT + RETURN_MS)
    expect(withGrace(host('h1', { online: false, seenAt: BOOT + 9 }), BOOT).seenAt).toBe(BOOT + 9)
    expect(withGrace(host('h1'), BOOT).seenAt).toBe(1_000)
  })
})
