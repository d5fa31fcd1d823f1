import { gateSpec, stageSpec } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { agentWarnings } from './agent-warnings.js'

const SMOKE = gateSpec.parse({ kind: 'smoke', name: 'smoke', check: 'builds' })
const METRIC = gateSpec.parse({ kind: 'prometheus', name: 'errors', query: 'up', op: '>', limit: 0 })
const asks = (...gates: string[]) => ({
  gates: [SMOKE, METRIC],
  stages: [stageSpec.parse({ size: 1, gates })],
})
const host = (name: string, groupId: string, ...capabilities: string[]) => ({ name, groupId, capabilities })
const change = (id: string, drift: 'report' | 'correct') => ({
  group: { id, name: id, managed: true, epoch: null },
  to: { release: 'go1.23.5', settings: {}, policy: { drift }, revision: null },
})

describe('agents that are too old for a rollout', () => {
  it('are named where drift is to be put right, group by group', () => {
    const hosts = [host('a-1', 'a'), host('a-2', 'a', 'drift-correct'), host('b-1', 'b')]
    expect(agentWarnings(asks(), [change('a', 'correct'), change('b', 'report')], hosts)).toEqual([
      expect.stringMatching(/^the agent of a-1 can only report drift/),
    ])
  })

  it('are named where a stage has a gate that tries something on hosts', () => {
    const hosts = [host('a-1', 'a'), host('a-2', 'a', 'checks'), host('b-1', 'b')]
    expect(agentWarnings(asks('smoke'), [change('a', 'report')], hosts)).toEqual([
      expect.stringMatching(/^the agents of a-1 and 1 more are too old to try anything for smoke: install /),
    ])
  })

  it('are nobody where nothing of the kind is asked, or all can', () => {
    expect(agentWarnings(asks('errors'), [change('a', 'report')], [host('a-1', 'a')])).toEqual([])
    const able = [host('a-1', 'a', 'checks', 'drift-correct')]
    expect(agentWarnings(asks('smoke'), [change('a', 'correct')], able)).toEqual([])
  })
})
