import { join } from 'node:path'

const GROUP = 'build'
const NAME = 'aaa-probe'

/** One more simulated host, whose reports are sent when it is told to. */
export class ProbeHost {
  name = NAME
  /** @type {any} */
  #fleet
  /** @type {any} */
  #link

  /** @param {any} fleet */
  constructor(fleet) {
    this.#fleet = fleet
  }

  /**
   * Enrolls it and waits until it has what its group wants.
   * @param {{ root: string, server: string, call: (path: string, body: unknown) => Promise<any> }} options
   */
  static async enroll({ root, server, call }) {
    const { createSimulatedFleet } = await import(join(root, 'packages/testkit/dist/index.js'))
    const { token } = await call('/api/enrollment/tokens', { group: GROUP })
    const fleet = await createSimulatedFleet({ server, token, count: 1, namePrefix: '', name: () => NAME })
    const settled = new Promise((/** @type {(value: void) => void} */ resolve) => {
      fleet.onReported((/** @type {any} */ { epoch, phase, observed }) => {
        if (epoch > 0 && phase.kind === 'idle' && observed.link.kind === 'managed') resolve()
      })
    })
    await fleet.connectAll()
    await settled
    return new ProbeHost(fleet)
  }

  get #host() {
    return this.#fleet.hosts[0].host
  }

  /** Somebody moves its link, and it sees that. Answers when it reported, in milliseconds since 1970. */
  drift() {
    this.#link = this.#host.state.observed.link
    return this.#moved({ kind: 'foreign', target: '/opt/go' })
  }

  /** Somebody moves the link back. */
  mend() {
    return this.#moved(this.#link)
  }

  close() {
    this.#fleet.close()
  }

  /** @param {unknown} link */
  #moved(link) {
    this.#host.disk.moveLink(link)
    const at = performance.timeOrigin + performance.now()
    this.#host.dispatch({ kind: 'recheck-asked', bytes: false })
    return at
  }
}
