import { seededRandom } from '@goherd/testkit'
import { describe, expect, it } from 'vitest'
import { sandbox } from '../disk/sandbox.js'
import { listSnapshots } from '../disk/snapshot.js'
import { AgentHere } from './agent-here.js'
import { quickFolder } from './quick-folder.js'
import { pick, SEED, trials } from './scale.js'
import { shown } from './shown.js'
import { stageIn, wrongNow } from './stage.js'
import { RELEASES } from './steps.js'

const JUMPS = trials(40, 1000)
const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS
/** A change and all that belongs to it: looks, checks, snapshots, a removal, the daily reading of every byte. */
const MOST_WORKS = 25

describe('a clock that jumps by years', () => {
  it(`forward and back loses no assignment and makes nothing hot (${JUMPS} jumps, seed ${SEED})`, async () => {
    const random = seededRandom(SEED)
    const box = await sandbox(quickFolder())
    const stage = stageIn(box, RELEASES)
    const agent = new AgentHere(box.layout)
    await agent.start()
    await agent.tell({ kind: 'connected', lastSeq: 0 })
    await agent.assign(stage.assign({ release: 'go1.21.13', settings: {} }))
    const failures: string[] = []
    let taken: string[] = []
    for (let n = 0; n < JUMPS; n++) {
      agent.ahead = pick([-30, -5, -1, 0, 1, 5, 30], random) * YEAR_MS + pick([0, DAY_MS], random)
      const before = agent.works
      for (let beat = 0; beat < 3; beat++) await agent.tell({ kind: 'heartbeat' })
      const assigned = stage.assign({ release: pick(RELEASES, random), settings: { GOFLAGS: `-n=${n}` } })
      await agent.assign(assigned)
      const works = agent.works - before
      const snapshots = listSnapshots(box.layout).snapshots.map(({ id }) => id)
      const wrong = [
        ...(await wrongNow(box, assigned)),
        ...(works > MOST_WORKS ? [`${works} works`] : []),
        ...disordered(taken, snapshots),
      ]
      taken = snapshots
      if (wrong.length > 0) failures.push(`jump ${n} to ${agent.ahead / YEAR_MS} years: ${wrong.join('; ')}`)
    }
    await agent.stop()
    box.remove()
    shown({ row: 'a clock off by years', trials: JUMPS, failures: failures.length })
    expect(failures).toEqual([])
  })
})

/** What was taken later comes before what was there, whatever the clock said. */
function disordered(before: readonly string[], after: readonly string[]): string[] {
  const old = after.filter((id) => before.includes(id))
  const added = after.length - old.length
  const first = after.slice(0, added).every((id) => !before.includes(id))
  const kept = old.every((id, at) => id === before[at])
  return first && kept ? [] : [`the snapshots are out of order: ${after.slice(0, 4).join(', ')}`]
}
