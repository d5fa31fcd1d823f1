import { describe, expect, it } from 'vitest'
import { Lane } from './lane.js'
import { SEED, trials } from './scale.js'
import { shown } from './shown.js'
import { goOf } from './stage.js'
import { CHANGING, interfere, whyNoStrace } from './strace.js'

const ROW = 'a kill at any system call leaves a working go'
const TRIALS = trials(108, 1200)
const LANES = 2
const missing = whyNoStrace()
if (missing !== undefined) shown({ row: ROW, trials: 0, failures: 0, note: `skipped: ${missing}` })

describe.skipIf(missing !== undefined)('an agent that is killed at a system call', () => {
  it(
    `leaves a working go, and the next one converges (${TRIALS} trials, seed ${SEED})`,
    async () => {
      const lanes = await Promise.all(Array.from({ length: LANES }, (_, n) => Lane.start(n, CHANGING)))
      let kills = 0
      const failures = await Promise.all(
        lanes.map((lane) =>
          lane.run(TRIALS / LANES, async ({ moment, command, stage }) => {
            const { stdout } = await interfere('signal=KILL', moment.call, moment.n, command)
            if (!stdout.includes('"reached":true')) kills += 1
            return goOf(stage.box) === undefined ? ['there is no working go'] : []
          }),
        ),
      )
      const note = `drawn from ${lanes[0]?.moments} moments of install, switch, settings, rollback, repair and removal`
      shown({ row: ROW, trials: kills, failures: failures.flat().length, note })
      expect(failures.flat()).toEqual([])
      expect(kills).toBeGreaterThan(TRIALS * 0.8)
    },
    TRIALS * 4000,
  )
})
