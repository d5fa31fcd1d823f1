// Connections that do nothing but report: each sends its next report when the one before is acknowledged.
import { createPrivateKey, sign } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { answer } from './child.mjs'
import { observedForBench } from './observed.mjs'

const AT_ONCE = 32
/** @type {{ socket: any, seq: number }[]} */
const hosts = []

answer({
  connect: async ({ root, server, identities }) => {
    const require = createRequire(join(root, 'packages/testkit/package.json'))
    const { io } = require('socket.io-client')
    const left = [...identities]
    const lane = async () => {
      for (let next = left.pop(); next; next = left.pop()) hosts.push(await connect(io, server, next))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  },
  report: async ({ rounds }) => {
    const began = performance.now()
    await Promise.all(hosts.map((host) => reportAll(host, rounds)))
    return { ms: performance.now() - began }
  },
})

/** @param {any} io @param {string} server @param {{ hostId: string, privateKey: string }} identity */
async function connect(io, server, { hostId, privateKey }) {
  const asked = await fetch(`${server}/api/agent/challenge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ hostId }),
  })
  /** @type {any} */
  const { challenge } = await asked.json()
  const text = `goherd agent connection v1\n${hostId}\n${challenge}\n`
  const signature = sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString('base64url')
  const protocol = { min: 1, max: 1 }
  const auth = { hostId, challenge, signature, protocol, capabilities: [], agentVersion: '0.1.0', epoch: 0 }
  const socket = io(`${server}/agent`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth,
  })
  const { lastSeq } = await new Promise((resolve, reject) => {
    socket.once('session.opened', resolve)
    socket.once('connect_error', reject)
  })
  return { socket, seq: lastSeq }
}

/** @param {{ socket: any, seq: number }} host @param {number} rounds */
async function reportAll(host, rounds) {
  for (let i = 0; i < rounds; i++) {
    host.seq += 1
    const report = {
      ...{ seq: host.seq, epoch: 1, at: new Date().toISOString(), phase: { kind: 'idle' }, events: [] },
      observed: observedForBench(host.seq),
    }
    const answered = await host.socket.timeout(30_000).emitWithAck('host.report', report)
    if (!answered.ok) throw new Error(`a report was refused: ${answered.error.code}`)
  }
}
