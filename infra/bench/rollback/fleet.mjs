// The simulated hosts: real agent state machines with real connections, all in this process.
import { join } from 'node:path'
import { answer } from './child.mjs'

/** @type {any} */
let fleet
/** @type {Promise<number> | undefined} */
let proofs
let calm = () => {}

/** @param {string} release @param {number} after @returns {Promise<number>} */
function proofsOf(release, after) {
  return new Promise((resolve) => {
    const proved = new Set()
    const stop = fleet.onReported((/** @type {any} */ report, /** @type {object} */ host) => {
      const { epoch, phase, observed } = report
      if (epoch <= after || phase.kind !== 'idle' || observed.proof === null) return
      if (observed.link.release !== release) return
      proved.add(host)
      if (proved.size < fleet.hosts.length) return
      stop()
      resolve(performance.timeOrigin + performance.now())
    })
  })
}

answer({
  /** One host, whose identity the others are made after. */
  enroll: async ({ root, server, token }) => {
    const { enrollSimulated } = await import(join(root, 'packages/testkit/dist/index.js'))
    return { identity: await enrollSimulated(server, token, 'bench-00001') }
  },
  adopt: async ({ root, server, identities }) => {
    const { createSimulatedFleet } = await import(join(root, 'packages/testkit/dist/index.js'))
    fleet = await createSimulatedFleet({ server, identities, count: identities.length, namePrefix: 'bench' })
  },
  connect: () => fleet.connectAll(),
  /** Begins to listen for the proofs of a release at an epoch after `after`. */
  watch: ({ release, after }) => {
    proofs = proofsOf(release, after)
  },
  /** Answers the moment in which the last host heard that its proof was committed. */
  proved: async () => ({ at: await proofs }),
  /** These are gone for good, in the middle of whatever they did. */
  kill: ({ from, to }) => {
    for (const host of fleet.hosts.slice(from, to)) host.die()
  },
  /** The connections of these break again and again until `calm`. */
  flap: async ({ root, from, to, everyMs }) => {
    const { flapping, REAL_CLOCK } = await import(join(root, 'packages/testkit/dist/index.js'))
    calm = flapping(fleet.hosts.slice(from, to), { clock: REAL_CLOCK, random: Math.random, everyMs })
  },
  calm: () => calm(),
  /** Every connection breaks at once, and meanwhile each host has something to say. */
  storm: () => {
    for (const host of fleet.hosts) {
      host.drop()
      host.host.dispatch({ kind: 'noted', message: 'the network was away' })
    }
  },
  /** How far each host got: the report it sent last, and events that were never acknowledged. */
  audit: () => ({
    connected: fleet.hosts.filter((/** @type {any} */ { connected }) => connected).length,
    hosts: fleet.hosts.map((/** @type {any} */ { identity, host }) => ({
      id: identity.hostId,
      seq: host.state.memory.seq,
      unsaid: host.state.memory.events.length,
    })),
  }),
  leave: () => {
    fleet.close()
  },
})
