// Hosts as light as the floor's clients: they verify and change nothing, and answer an assignment with the report that a host which
// went there sends, its six events included. So what is measured beside the floor is the server, and not the simulator.
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { answer } from './child.mjs'

const AT_ONCE = 32
/** What a host tells of a switch. */
const STEPS = ['assigned', 'settings', 'snapshot', 'switch', 'check', 'converged']
const PLATFORM = 'linux/amd64'
/** @type {{ socket: WebSocket, seq: number, answered: number }[]} */
const hosts = []
/** @type {{ after: number, missing: number, heard: (at: number) => void } | undefined} */
let watched
/** @type {Promise<number>} */
let proofs = Promise.resolve(0)
/** @type {any} */
let model

answer({
  connect: async ({ root, server, identities }) => {
    model = await import(join(root, 'packages/model/dist/index.js'))
    const left = [...identities]
    const lane = async () => {
      for (let next = left.pop(); next; next = left.pop()) await connect(server, next)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  },
  /** Begins to listen for the acknowledged proofs of an epoch after `after`. */
  watch: ({ after }) => {
    proofs = new Promise((heard) => {
      watched = { after, missing: hosts.length, heard }
    })
  },
  proved: async () => ({ at: await proofs }),
})

/** @param {string} server @param {{ hostId: string, privateKey: string }} identity */
async function connect(server, { hostId, privateKey }) {
  const asked = await fetch(`${server}/api/agent/challenge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ hostId }),
  })
  /** @type {any} */
  const { challenge } = await asked.json()
  const text = `goherd agent connection v1\n${hostId}\n${challenge}\n`
  const signature = sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString('base64url')
  const auth = {
    ...{ hostId, challenge, signature, protocol: { min: 1, max: 1 }, capabilities: [], epoch: 0 },
    agentVersion: '0.1.0',
  }
  const socket = new WebSocket(`${server.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  })
  const host = { socket, seq: 0, answered: 0 }
  const opened = new Promise((resolve, reject) => {
    socket.on('message', (data) => hear(host, String(data), { auth, resolve, reject }))
    socket.on('close', () => reject(new Error('a connection was closed')))
  })
  await once(socket, 'open')
  await opened
  hosts.push(host)
}

/**
 * The packets of socket.io, as far as a host meets them.
 * @param {{ socket: WebSocket, seq: number, answered: number }} host
 * @param {string} packet
 * @param {{ auth: object, resolve: (value: unknown) => void, reject: (error: Error) => void }} opening
 */
function hear(host, packet, { auth, resolve, reject }) {
  if (packet === '2') host.socket.send('3')
  else if (packet.startsWith('0')) host.socket.send(`40/agent,${JSON.stringify(auth)}`)
  else if (packet.startsWith('44/agent,')) reject(new Error(packet))
  else if (packet.startsWith('43/agent,')) acknowledged(host, packet)
  else if (packet.startsWith('42/agent,["session.opened"')) {
    const [, session] = JSON.parse(packet.slice('42/agent,'.length))
    host.seq = session.lastSeq
    for (const { jws } of session.assignments.slice(-1)) report(host, jws)
    resolve(undefined)
  } else if (packet.startsWith('42/agent,["assignment.changed"')) {
    report(host, packet.slice(packet.indexOf('"jws":"') + 7, packet.lastIndexOf('"')))
  }
}

/** @param {{ socket: WebSocket, seq: number, answered: number }} host @param {string} jws */
function report(host, jws) {
  host.seq += 1
  const { epoch, rest } = prepared(jws)
  host.answered = epoch
  const said = rest.replaceAll('EVENT', `light-${host.seq}`)
  host.socket.send(`42/agent,${host.seq}["host.report",{"seq":${host.seq},${said}}]`)
}

/** @param {{ answered: number }} host @param {string} packet */
function acknowledged(host, packet) {
  if (!packet.includes('"ok":true')) throw new Error(`a report was refused: ${packet}`)
  if (watched === undefined || host.answered <= watched.after) return
  watched.missing -= 1
  if (watched.missing === 0) watched.heard(performance.timeOrigin + performance.now())
}

/** @type {{ jws: string, epoch: number, rest: string }} */
let last = { jws: '', epoch: 0, rest: '' }

/** One packet serves the whole group: what is the same in every answer is made once. @param {string} jws */
function prepared(jws) {
  if (last.jws === jws) return last
  const { epoch, desired, archives } = JSON.parse(
    Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString(),
  )
  const { release, settings } = desired
  const { treeDigest } = archives[PLATFORM]
  const proof = createHash('sha256')
    .update(model.canonicalProof({ release, settings, treeDigest }))
    .digest('hex')
  const at = new Date().toISOString()
  const report = {
    ...{ epoch, at, phase: { kind: 'idle' } },
    events: STEPS.map((kind, n) => ({
      id: `EVENT-${n}`,
      at,
      kind,
      epoch,
      message: `${kind}: ${release}`,
      release,
    })),
    observed: {
      ...{
        link: { kind: 'managed', release },
        settings,
        goVersion: release,
        bytes: { kind: 'unchecked' },
        proof,
      },
      installed: [{ release, treeDigest, size: 240_000_000 }],
      snapshots: [],
    },
  }
  last = { jws, epoch, rest: JSON.stringify(report).slice(1, -1) }
  return last
}
