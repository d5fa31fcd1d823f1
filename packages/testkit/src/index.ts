export { type Clock, FakeClock, REAL_CLOCK } from './clock.js'
export { seededRandom } from './seeded-random.js'
export {
  enrollSimulated,
  SimulatedAgentClient,
  type SimulatedAgentClientOptions,
  type SimulatedIdentity,
} from './simulated-agent-client.js'
export { SimulatedDisk, simulatedTreeDigest } from './simulated-disk.js'
export { createSimulatedFleet, type SimulatedFleet, type SimulatedFleetOptions } from './simulated-fleet.js'
export { SimulatedHost, type SimulatedHostOptions, type Timings } from './simulated-host.js'
