import { describe, expect, it } from 'vitest'
import { SAMPLE_TIME } from '../../../testing/sample-fleet'
import { aHaltedRollout, aRollout } from '../../../testing/sample-rollouts'
import { incidentSummary } from './incident-summary'

const event = (id: number, says: string, actor: string | null = null) => ({
  id,
  at: SAMPLE_TIME,
  kind: 'x',
  says,
  actor,
})

describe('the incident summary', () => {
  it('tells somebody who was not there', () => {
    const text = incidentSummary(
      aHaltedRollout(),
      [event(1, 'started', 'ada'), event(2, 'stage 2: 2 hosts failed, 0 may')],
      'https://goherd.example/rollouts/ro1',
    )
    expect(text).toBe(`Rollout ro1: go1.22.12 to go1.23.5 on build, 10 hosts
Stage 2 of 3 · Paused. Stage 2 of 3 · paused: stage 2: 2 hosts failed, 0 may.
Started 2026-03-04 05:06:07 UTC by ada: security fixes
Hosts: 2 done, 2 failed, 1 vanished, 5 not started

Paused because
- stage 2: 2 hosts failed, 0 may. Look at the hosts, then retry them, resume to accept them as they are, or abort.

Errors
- 2 hosts: disk full (disk_full): ci-2, ci-3

Stages
- stage 1, 1 host, done: 1 done
- stage 2, 4 hosts, current: 1 done, 2 failed, 1 vanished
  failed 2 of 0, exceeded
  vanished 1 of 1, none left, the next halts
- stage 3, 5 hosts, waiting: 5 not started

Last events
- 2026-03-04 05:06:07 UTC: stage 2: 2 hosts failed, 0 may
- 2026-03-04 05:06:07 UTC ada: started

https://goherd.example/rollouts/ro1`)
  })

  it('says how many more hosts an error has than are named', () => {
    const errors = [{ code: 'disk_full', message: 'disk full', hosts: 12, names: ['a', 'b'] }]
    expect(incidentSummary(aRollout({ errors }), [], '')).toContain(
      '- 12 hosts: disk full (disk_full): a, b and 10 more',
    )
  })

  it('keeps to the last twenty events, the newest first, and leaves out what there is not', () => {
    const text = incidentSummary(
      aRollout(),
      Array.from({ length: 30 }, (_, id) => event(id, `event ${id}`)),
      '',
    )
    expect(text).toContain('UTC: event 29\n')
    expect(text).toContain('UTC: event 10\n')
    expect(text).not.toContain('event 9\n')
    expect(text).not.toContain('Errors')
    expect(text).not.toContain('Paused because')
  })
})
