// The simulated hosts: real agent state machines with real connections, all in this process.
import { join } from 'node:path'
import { answer } from './child.mjs'

/** @type {any} */
let fleet

answer({
  enroll: async ({ root, server, token, count }) => {
    const { createSimulatedFleet } = await import(join(root, 'packages/testkit/dist/index.js'))
    fleet = await createSimulatedFleet({ server, token, count, namePrefix: 'bench' })
  },
  connect: () => fleet.connectAll(),
  /** Resolves with the moment in which the last host heard that its proof of a release was committed. */
  await: ({ release, after }) =>
    new Promise((resolve) => {
      const proved = new Set()
      const stop = fleet.onReported((/** @type {any} */ report, /** @type {object} */ host) => {
        const { epoch, phase, observed } = report
        if (epoch <= after || phase.kind !== 'idle' || observed.proof === null) return
        if (observed.link.release !== release) return
        proved.add(host)
        if (proved.size < fleet.hosts.length) return
        stop()
        resolve({ at: performance.timeOrigin + performance.now() })
      })
    }),
  leave: () => {
    fleet.close()
    return { identities: fleet.identities }
  },
})
