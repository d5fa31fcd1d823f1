import { drillList, drillView, startDrill } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { createPulse, follow } from '../follow.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { drillText } from '../render/drills.js'

const LOOK_EVERY_MS = 500
const WAIT_LIMIT_MS = 900_000

/** Rehearses the way back on one host of a group, and waits until it is forth again. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { output, interrupt, options } = invocation
  const body = readInput(startDrill, { group: options.group })
  return withApi(
    invocation,
    async (api) => {
      const started = await api.post('/api/drills', body, drillView)
      output.note(`${started.host} goes back to ${started.to} and forth again.`)
      const drill = await follow({
        look: async () => {
          const { drills } = await api.get('/api/drills', drillList)
          return drills.find(({ id }) => id === started.id) ?? started
        },
        done: ({ state }) => state === 'passed' || state === 'failed',
        seen: ({ says, state }) => output.progress(says === '' ? state : says),
        lost: (failure) => output.progress(`${failure.message}; still trying`),
        nextLook: createPulse(LOOK_EVERY_MS, interrupt).next,
      })
      output.data(drill, () => drillText(drill))
      return drill.state === 'passed' ? 'ok' : 'incomplete'
    },
    WAIT_LIMIT_MS,
  )
}
