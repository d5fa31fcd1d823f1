import { type AgentState, type Step, startWork } from './state.js'

/** Takes a fresh look; what comes next is planned when it has answered. */
export function look(state: AgentState): Step {
  const { checked } = state.memory
  return startWork(state, { kind: 'observe', checked }, (work) => ({ kind: 'observing', work }))
}
