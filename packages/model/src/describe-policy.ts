import type { HostPolicy } from './desired-state.js'

/** What a policy can say, in the order it is shown. */
export const POLICY_PARTS = [
  'keep',
  'drainSeconds',
  'drift',
  'agent',
] as const satisfies readonly (keyof HostPolicy)[]

/** One part of a policy in words; what is not said says who decides then. */
export function describePolicyPart(part: (typeof POLICY_PARTS)[number], policy: HostPolicy): string {
  const { keep, drainSeconds, drift, agent } = policy
  switch (part) {
    case 'keep':
      return keep === undefined
        ? 'keeps as many releases as the agent does by itself'
        : `keeps ${keep} releases`
    case 'drainSeconds':
      return drainSeconds === undefined || drainSeconds === 0
        ? 'switches without waiting for builds'
        : `waits up to ${describeSeconds(drainSeconds)} for running builds`
    case 'drift':
      return drift === 'correct' ? 'puts drift right by itself' : 'reports drift'
    case 'agent':
      return agent === undefined ? 'runs whichever agent is there' : `runs agent ${agent}`
  }
}

/** What a policy says, on one line; empty when it says nothing. */
export function describePolicy(policy: HostPolicy): string {
  return POLICY_PARTS.filter((part) => policy[part] !== undefined)
    .map((part) => describePolicyPart(part, policy))
    .join(', ')
}

/** Whole seconds as people say them: `45 s`, `10 min`, `1 h 30 min`. */
export function describeSeconds(seconds: number): string {
  const parts = [
    { count: Math.floor(seconds / 3600), unit: 'h' },
    { count: Math.floor((seconds % 3600) / 60), unit: 'min' },
    { count: seconds % 60, unit: 's' },
  ].filter(({ count }) => count > 0)
  return parts.length === 0 ? '0 s' : parts.map(({ count, unit }) => `${count} ${unit}`).join(' ')
}
