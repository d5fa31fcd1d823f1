// The simulated hosts: real agent state machines with real connections, all in this process.
import { join } from 'node:path'
import { answer } from './child.mjs'

/** @type {any} */
let fleet
/** @type {Promise<number> | undefined} */
let proofs

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
  enroll: async ({ root, server, token, count }) => {
    const { createSimulatedFleet } = await import(join(root, 'packages/testkit/dist/index.js'))
    fleet = await createSimulatedFleet({ server, token, count, namePrefix: 'bench' })
  },
  connect: () => fleet.connectAll(),
  /** Begins to listen for the proofs of a release at an epoch after `after`. */
  watch: ({ release, after }) => {
    proofs = proofsOf(release, after)
  },
  /** Answers the moment in which the last host heard that its proof was committed. */
  proved: async () => ({ at: await proofs }),
  leave: () => {
    fleet.close()
    return { identities: fleet.identities }
  },
})
