export { type Clock, FakeClock, REAL_CLOCK } from './clock.js'
export {
  enrollSimulated,
  type SimulatedIdentity,
  type SimulatedMachine,
  simulatedKeys,
} from './enroll-simulated.js'
export { flapping } from './flapping.js'
export { seededRandom } from './seeded-random.js'
export { SimulatedAgentClient, type SimulatedAgentClientOptions } from './simulated-agent-client.js'
export { SimulatedDisk, simulatedTreeDigest } from './simulated-disk.js'
export { createSimulatedFleet, type SimulatedFleet, type SimulatedFleetOptions } from './simulated-fleet.js'
export { SimulatedHost, type SimulatedHostOptions, type Timings } from './simulated-host.js'
