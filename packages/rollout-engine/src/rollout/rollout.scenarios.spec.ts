import { describe, expect, it } from 'vitest'
import { NO_BUDGET, policy, stage } from './test/samples.js'
import { fleet, Transcript } from './test/transcript.js'
import type { Happening } from './test/world.js'

/* Stories with the output that an operator would read. Hosts are h0, h1 …; every fourth is an arm64. */

const SOAK = 10 * 60_000
const percent = (value: number) => ({ kind: 'percent', percent: value }) as const
const count = (hosts: number) => ({ kind: 'count', hosts }) as const
const good = (hosts: number) => fleet(...Array.from({ length: hosts }, () => 'good' as const))

describe('a rollout', () => {
  it('that goes well walks through its stages with soak, gate and approval', () => {
    const stages = [
      stage({ size: count(2), soakMs: SOAK, gates: ['smoke'], approvals: 1 }),
      stage({ size: percent(50), concurrency: 2, soakMs: SOAK }),
    ]
    const told = new Transcript(good(8), policy({ stages }))
      .after('it starts')
      .answered()
      .minutes(5)
      .minutes(5)
      .after('the gate answers', { kind: 'gate', verdict: 'pass' })
      .says({ kind: 'approve', by: 'ann', planHash: 'hash' })
      .answered()
      .minutes(10)
      .answered()
      .answered()
      .minutes(10)
      .hosts()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2 h7
      stage 2: h5 h1
      stage 3: h0 h4 h3 h6
      - it starts
          start: h2 h7
          stage 1 of 3, updating; 2 hosts on the way
      - the hosts answer
          stage 1 of 3, soaking; soaks until 1970-01-01 00:26 UTC
      - 5 min pass
          stage 1 of 3, soaking; soaks until 1970-01-01 00:26 UTC
      - 5 min pass
          stage 1 of 3, waiting for gates; the gate smoke has not answered
      - the gate answers
          stage 1 of 3, waiting for approval; 0 of 1 approvals
      - ann: approve
          start: h5 h1
          stage 2 of 3, updating; 2 hosts on the way
      - the hosts answer
          stage 2 of 3, soaking; soaks until 1970-01-01 00:36 UTC
      - 10 min pass
          start: h0 h4
          stage 3 of 3, updating; 2 hosts on the way, 2 waiting for a slot
      - the hosts answer
          start: h3 h6
          stage 3 of 3, updating; 2 hosts on the way
      - the hosts answer
          stage 3 of 3, soaking; soaks until 1970-01-01 00:46 UTC
      - 10 min pass
          completed
        h0 on the new revision, proved
        h1 on the new revision, proved
        h2 on the new revision, proved
        h3 on the new revision, proved
        h4 on the new revision, proved
        h5 on the new revision, proved
        h6 on the new revision, proved
        h7 on the new revision, proved
      "
    `)
  })

  it('halts in the middle of a stage at the third failure of a budget of two; what is in flight finishes', () => {
    const stages = [stage({ size: count(6), concurrency: 4, budget: { ...NO_BUDGET, failed: count(2) } })]
    const told = new Transcript(
      fleet('fails', 'fails', 'fails', 'fails', 'good', 'good', 'good', 'good'),
      policy({ stages }),
    )
      .after('it starts')
      .after('two of them fail', { kind: 'answers', nth: 0 }, { kind: 'answers', nth: 1 })
      .budgets()
      .answered()
      .budgets()
      .answered()
      .says({ kind: 'retry', by: 'ann' })
      .hosts()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2 h7 h5 h1 h0 h4
      stage 2: h3 h6
      - it starts
          start: h2 h7 h5 h1
          stage 1 of 2, updating; 4 hosts on the way, 2 waiting for a slot
      - two of them fail
          stage 1 of 2, updating; 3 hosts on the way, 2 waiting for a slot
        failed 1 of 2, silent 0 of 0, rolledBack 0 of 0
      - the hosts answer
          start: h0 h4
          stage 1 of 2, updating; 2 hosts on the way
        failed 2 of 2, silent 0 of 0, rolledBack 0 of 0
      - the hosts answer
          paused: stage 1: 3 hosts failed, 2 may
          stage 1 of 2, updating
      - ann: retry
          start: h2 h1 h0
          stage 1 of 2, updating; 3 hosts on the way
        h0 updating
        h1 updating
        h2 updating
        h3 not started
        h4 on the new revision, proved
        h5 on the new revision, proved
        h6 not started
        h7 on the new revision, proved
      "
    `)
  })

  it('takes everyone back by itself when its canary switches back', () => {
    const stages = [stage({ size: count(2), onFailure: 'revert-all' })]
    const told = new Transcript(fleet('good', 'goes-back', 'good', 'goes-back'), policy({ stages }))
      .after('it starts')
      .answered()
      .answered()
      .hosts()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2 h3
      stage 2: h1 h0
      - it starts
          start: h2 h3
          stage 1 of 2, updating; 2 hosts on the way
      - the hosts answer
          back: h2 h3
          paused: stage 1: 1 host switched back by themselves, 0 may
          going back everywhere; 2 hosts on the way back
      - the hosts answer
          taken back
        h0 not started
        h1 not started
        h2 back on the old revision, proved
        h3 back on the old revision, proved
      "
    `)
  })

  it('takes one stage back and asks a person what comes next', () => {
    const stages = [stage(), stage({ size: count(3), onFailure: 'revert-stage' })]
    const told = new Transcript(fleet('good', 'fails', 'good', 'fails'), policy({ stages }))
      .after('it starts')
      .answered()
      .answered()
      .answered()
      .hosts()
      .says({ kind: 'resume', by: 'ann' })
      .hosts()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2
      stage 2: h3 h1
      stage 3: h0
      - it starts
          start: h2
          stage 1 of 3, updating; 1 host on the way
      - the hosts answer
          start: h3 h1
          stage 2 of 3, updating; 2 hosts on the way
      - the hosts answer
          back: h3 h1
          paused: stage 2: 2 hosts failed, 0 may
          stage 2 of 3, going back; 2 hosts on the way back
      - the hosts answer
          paused: stage 2 was taken back
          stage 2 of 3, updating
        h0 not started
        h1 back on the old revision, proved
        h2 on the new revision, proved
        h3 back on the old revision, proved
      - ann: resume
          start: h3 h1
          stage 2 of 3, updating; 2 hosts on the way
        h0 not started
        h1 updating
        h2 on the new revision, proved
        h3 updating
      "
    `)
  })

  it('calls a host silent that vanishes in the middle, and takes it in again when it is back', () => {
    const stages = [stage({ size: count(2), budget: { ...NO_BUDGET, silent: count(1) } })]
    const told = new Transcript(
      fleet('vanishes', 'vanishes', 'vanishes', 'vanishes', 'good'),
      policy({ stages }),
    )
      .after('it starts')
      .answered()
      .minutes(2)
      .budgets()
      .after('one comes back', { kind: 'comes-back', nth: 0 }, { kind: 'comes-back', nth: 3 })
      .hosts()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2 h3
      stage 2: h1 h0 h4
      - it starts
          start: h2 h3
          stage 1 of 2, updating; 2 hosts on the way
      - the hosts answer
          stage 1 of 2, updating; 2 hosts on the way
      - 2 min pass
          paused: stage 1: 2 hosts fell silent in the middle of the change, 1 may
          stage 1 of 2, updating
        failed 0 of 0, silent 2 of 1, rolledBack 0 of 0
      - one comes back
          paused: stage 1: 2 hosts fell silent in the middle of the change, 1 may
          stage 1 of 2, updating
        h0 not started
        h1 not started
        h2 vanished in the middle of the change
        h3 updating
        h4 not started
      "
    `)
  })

  it('does not wait for a host that is offline at its turn; it gets its turn when it is back', () => {
    const told = new Transcript(good(3), policy())
      .after(
        'it starts while h0, h1 and h2 are away',
        ...[0, 1, 2].map((nth) => ({ kind: 'goes', nth }) as const),
      )
      .hosts()
      .after('they come back', ...[0, 1, 2].map((nth) => ({ kind: 'comes-back', nth }) as const))
      .answered()
      .after('h0 goes away', { kind: 'goes', nth: 0 })
      .answered()
      .hosts()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2
      stage 2: h1 h0
      - it starts while h0, h1 and h2 are away
          paused: stage 1: not one host proved the new state
          stage 1 of 2, updating
        h0 not started
        h1 not started
        h2 offline: gets it when it is back
      - they come back
          start: h2
          stage 1 of 2, updating; 1 host on the way
      - the hosts answer
          start: h1 h0
          stage 2 of 2, updating; 2 hosts on the way
      - h0 goes away
          stage 2 of 2, updating; 2 hosts on the way
      - the hosts answer
          stage 2 of 2, updating; 1 host on the way
        h0 updating
        h1 on the new revision, proved
        h2 on the new revision, proved
      "
    `)
  })

  it('pauses for a person when a gate could not tell, and asks again after that', () => {
    const stages = [stage({ gates: ['smoke'] })]
    const told = new Transcript(good(2), policy({ stages }))
      .after('it starts')
      .answered()
      .after('the gate answers', { kind: 'gate', verdict: 'inconclusive' })
      .says({ kind: 'resume', by: 'ann' })
      .after('the gate answers again', { kind: 'gate', verdict: 'fail' })
      .says({ kind: 'promote', by: 'ann' })
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h1
      stage 2: h0
      - it starts
          start: h1
          stage 1 of 2, updating; 1 host on the way
      - the hosts answer
          stage 1 of 2, waiting for gates; the gate smoke has not answered
      - the gate answers
          paused: stage 1: the gate smoke could not tell: said inconclusive
          stage 1 of 2, waiting for gates
      - ann: resume
          stage 1 of 2, waiting for gates; the gate smoke has not answered
      - the gate answers again
          paused: stage 1: the gate smoke failed: said fail
          stage 1 of 2, waiting for gates
      - ann: promote
          start: h0
          stage 2 of 2, updating; 1 host on the way
      "
    `)
  })

  it('does not begin a stage in a freeze or outside its windows', () => {
    const monday = { timeZone: 'UTC', days: [1], from: 22 * 60, to: 23 * 60 }
    const told = new Transcript(good(2), policy({ windows: [monday], startAt: 2_000_000 }))
      .after('it is planned on Thursday, 1 January 1970')
      .after('Monday, 22:00', { kind: 'time', ms: Date.UTC(1970, 0, 5, 22) - 1_000_000 })
      .answered()
      .after('the fleet is frozen', { kind: 'freeze', frozen: true })
      .after('and thawed', { kind: 'freeze', frozen: false })
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h1
      stage 2: h0
      - it is planned on Thursday, 1 January 1970
          scheduled; starts at 1970-01-01 00:33 UTC; the next window opens at 1970-01-05 22:00 UTC
      - Monday, 22:00
          start: h1
          stage 1 of 2, updating; 1 host on the way
      - the hosts answer
          start: h0
          stage 2 of 2, updating; 1 host on the way
      - the fleet is frozen
          stage 2 of 2, updating; the fleet is frozen: a test
      - and thawed
          stage 2 of 2, updating; 1 host on the way
      "
    `)
  })

  it('begins a stage only while its own windows and those of every group it moves are open', () => {
    const night = { timeZone: 'UTC', days: [4], from: 20 * 60, to: 23 * 60 }
    const late = { timeZone: 'UTC', days: [4], from: 22 * 60, to: 23 * 60 + 30 }
    const hour = (clock: number): Happening => ({ kind: 'time', ms: Date.UTC(1970, 0, 1, clock) })
    const told = new Transcript(good(2), policy({ windows: [night] }))
      .after('the groups are open later', { kind: 'group-windows', windows: [[late], []] })
      .after('20:16, its own are open', hour(20))
      .after('22:16', hour(2))
      .after('the groups close for good', {
        kind: 'group-windows',
        windows: [[late], [{ ...night, days: [5] }]],
      })
      .answered()
      .after('and are open again', { kind: 'group-windows', windows: [[late], []] })
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h1
      stage 2: h0
      - the groups are open later
          scheduled; the next window opens at 1970-01-01 22:00 UTC
      - 20:16, its own are open
          scheduled; the next window opens at 1970-01-01 22:00 UTC
      - 22:16
          start: h1
          stage 1 of 2, updating; 1 host on the way
      - the groups close for good
          stage 1 of 2, updating; 1 host on the way
      - the hosts answer
          stage 1 of 2 is through; no moment is inside all of its windows
      - and are open again
          start: h0
          stage 2 of 2, updating; 1 host on the way
      "
    `)
  })

  it('starts with one at a time and doubles with those that succeed', () => {
    const stages = [stage({ size: percent(100), concurrency: 4, rampFrom: 1 })]
    const told = new Transcript(good(8), policy({ stages })).after('it starts')
    for (let round = 0; round < 4; round += 1) told.answered()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2 h7 h5 h1 h0 h4 h3 h6
      - it starts
          start: h2
          stage 1 of 1, updating; 1 host on the way, 7 waiting for a slot
      - the hosts answer
          start: h7
          stage 1 of 1, updating; 1 host on the way, 6 waiting for a slot
      - the hosts answer
          start: h5 h1
          stage 1 of 1, updating; 2 hosts on the way, 4 waiting for a slot
      - the hosts answer
          start: h0 h4 h3 h6
          stage 1 of 1, updating; 4 hosts on the way
      - the hosts answer
          completed
      "
    `)
  })

  it('holds the slots of hosts that ended badly until a person has looked at them', () => {
    const stages = [stage({ size: percent(100), concurrency: 1, budget: { ...NO_BUDGET, failed: count(1) } })]
    const told = new Transcript(fleet('good', 'good', 'fails'), policy({ stages }))
    told.after('it starts')
    for (let round = 0; round < 3; round += 1) told.answered()
    told.says({ kind: 'resume', by: 'ann' })
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2 h1 h0
      - it starts
          start: h2
          stage 1 of 1, updating; 1 host on the way, 2 waiting for a slot
      - the hosts answer
          paused: stage 1: every slot is held by hosts that ended badly (1)
          stage 1 of 1, updating
      - the hosts answer
          paused: stage 1: every slot is held by hosts that ended badly (1)
          stage 1 of 1, updating
      - the hosts answer
          paused: stage 1: every slot is held by hosts that ended badly (1)
          stage 1 of 1, updating
      - ann: resume
          start: h1
          stage 1 of 1, updating; 1 host on the way, 1 waiting for a slot
      "
    `)
  })

  it('leaves hosts alone that an emergency rollback has taken over', () => {
    const told = new Transcript(good(4), policy())
      .after('it starts')
      .after(
        'somebody assigns h0 to h3 something newer',
        ...[0, 1, 2, 3].map((nth) => ({ kind: 'other', nth }) as const),
      )
      .says({ kind: 'override', outcome: 'overridden' })
      .says({ kind: 'resume', by: 'ann' })
      .hosts()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2
      stage 2: h3 h1 h0
      - it starts
          start: h2
          stage 1 of 2, updating; 1 host on the way
      - somebody assigns h0 to h3 something newer
          paused: stage 1: not one host proved the new state
          stage 1 of 2, updating
      - the system: override
          overridden by an emergency rollback
      - ann: resume
          refused: the rollout is finished; start a new one
        h0 not started
        h1 not started
        h2 left the rollout: something newer was assigned, or it is no longer in its groups
        h3 not started
      "
    `)
  })

  it('goes back after an abort: finished once nobody is on the way, with those that are offline named as debt', () => {
    const stages = [stage({ size: percent(100) })]
    const told = new Transcript(good(3), policy({ stages }))
      .after('it starts')
      .after('h0 answers', { kind: 'answers', nth: 0 })
      .says({ kind: 'abort', by: 'ann', hosts: 'revert' })
      .after('h2 goes away', { kind: 'goes', nth: 2 })
      .answered()
      .minutes(2)
      .hosts()
    expect(told.read()).toMatchInlineSnapshot(`
      "
      stage 1: h2 h1 h0
      - it starts
          start: h2 h1 h0
          stage 1 of 1, updating; 3 hosts on the way
      - h0 answers
          stage 1 of 1, updating; 2 hosts on the way
      - ann: abort
          back: h2 h1 h0
          going back everywhere; 3 hosts on the way back
      - h2 goes away
          going back everywhere; 3 hosts on the way back
      - the hosts answer
          going back everywhere; 1 host on the way back
      - 2 min pass
          taken back
        h0 back on the old revision, proved
        h1 back on the old revision, proved
        h2 offline: goes back when it is back
      "
    `)
  })
})
