import { generateKeyPairSync, sign } from 'node:crypto'
import type { CheckDone, CheckOrder, CheckResult } from '@goherd/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { CheckKeeper } from './check-keeper.js'
import { ORDER_TYPE } from './verify-check.js'

const signer = generateKeyPairSync('ed25519')
const TRUST = {
  signingKey: signer.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  keyId: 'key-1',
  hostId: 'host-1',
}
const NOW = Date.parse('2026-01-01T00:00:00Z')
const DONE: CheckResult = { kind: 'smoke', ran: { exitCode: 0, ms: 5, output: 'fine' } }

function order(id: string, more: Partial<CheckOrder> = {}): CheckOrder {
  return {
    ...{ format: 1, kind: 'check', id, hostId: 'host-1', from: 'go1.21.13', to: 'go1.22.12' },
    ...{ trial: { kind: 'smoke', check: 'builds' }, timeoutSeconds: 60, expiresAt: '2026-01-01T01:00:00Z' },
    ...more,
  }
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
function signed(
  content: unknown,
  kid = 'key-1',
  key = signer.privateKey,
  typ: string | undefined = ORDER_TYPE,
) {
  const text = `${part({ alg: 'EdDSA', kid, typ })}.${part(content)}`
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
}

/** Lets everything that is ready happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

let ran: string[]
let told: CheckDone[]
let isThere: boolean
let now: number
let finish: (() => void)[]
let keeper: CheckKeeper

beforeEach(() => {
  ;[ran, told, finish] = [[], [], []]
  isThere = true
  now = NOW
  keeper = new CheckKeeper({
    now: () => now,
    trust: () => TRUST,
    run: (asked, signal) =>
      new Promise((resolve, reject) => {
        ran.push(asked.id)
        finish.push(() => resolve(DONE))
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
    tell: async (done) => {
      if (isThere) told.push(done)
      return isThere
    },
    say: () => undefined,
  })
})

/** The check that runs ends. */
async function ends(): Promise<void> {
  await settled()
  finish.shift()?.()
  await settled()
}

describe('an order', () => {
  it.each([
    ['of another key', () => signed(order('a'), 'key-2'), 'is signed with key key-2'],
    [
      'with another signature',
      () => signed(order('a'), 'key-1', generateKeyPairSync('ed25519').privateKey),
      'has a wrong signature',
    ],
    ['for another host', () => signed(order('a', { hostId: 'host-2' })), 'is for another host'],
    ['that has expired', () => signed(order('a', { expiresAt: '2026-01-01T00:00:00Z' })), 'has expired'],
    ['that is none', () => 'x', 'is not a compact JWS'],
    ['of another shape', () => signed({ format: 1, epoch: 5 }), 'has a shape this agent does not know'],
    [
      'that was signed as an assignment',
      () => signed(order('a'), 'key-1', signer.privateKey, 'goherd-assignment'),
      'is signed as something else',
    ],
    [
      'for a module without a checksum',
      () =>
        signed({
          ...order('a'),
          trial: { kind: 'build', module: { path: 'a.b/c', version: 'v1.0.0' }, packages: './...' },
        }),
      'has a shape this agent does not know',
    ],
  ])('%s is refused', async (_, jws, why) => {
    expect(keeper.ask(jws())).toEqual({ accepted: false, why: expect.stringContaining(why) })
    await settled()
    expect(ran).toEqual([])
  })

  it('is tried once, however often it is asked, and told each time', async () => {
    for (let time = 0; time < 3; time += 1) expect(keeper.ask(signed(order('a'))).accepted).toBe(true)
    await ends()
    expect(keeper.ask(signed(order('a'))).accepted).toBe(true)
    await settled()
    expect(ran).toEqual(['a'])
    expect(told).toEqual([
      { id: 'a', result: DONE },
      { id: 'a', result: DONE },
    ])
  })

  it('waits for the one before it, and is not tried when it expired meanwhile', async () => {
    for (const id of ['a', 'b', 'c']) keeper.ask(signed(order(id)))
    await settled()
    expect(ran).toEqual(['a'])
    await ends()
    expect(ran).toEqual(['a', 'b'])
    now = NOW + 2 * 3_600_000
    await ends()
    expect(ran).toEqual(['a', 'b'])
    expect(told.at(-1)).toEqual({
      id: 'c',
      result: expect.objectContaining({ kind: 'unable', code: 'expired' }),
    })
  })

  it('is refused while eight others wait', async () => {
    const answers = Array.from({ length: 10 }, (_, n) => keeper.ask(signed(order(`n${n}`))).accepted)
    expect(answers.filter((accepted) => !accepted)).toHaveLength(1)
  })
})

describe('an answer', () => {
  it('is told again until the server has it', async () => {
    isThere = false
    keeper.ask(signed(order('a')))
    await ends()
    await keeper.tellAgain()
    expect(told).toEqual([])
    isThere = true
    await keeper.tellAgain()
    await keeper.tellAgain()
    expect(told).toEqual([{ id: 'a', result: DONE }])
  })

  it('is not given by an agent that stops', async () => {
    keeper.ask(signed(order('a')))
    keeper.ask(signed(order('b')))
    await settled()
    await keeper.stop()
    expect([ran, told]).toEqual([['a'], []])
  })
})
