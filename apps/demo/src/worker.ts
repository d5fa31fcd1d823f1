// One of the processes that hold the simulated hosts. It is asked over its channel, and ends when that closes.
import { Crew } from './crew.js'
import { type Identity, type Task, task, type Word } from './messages.js'

const SAYS_EVERY_MS = 250
const crew = new Crew()

function say(word: Word): void {
  // The channel may close at any moment: then nobody listens, and 'disconnect' ends us.
  if (process.connected) process.send?.(word, () => undefined)
}

async function perform(asked: Task): Promise<readonly Identity[]> {
  switch (asked.kind) {
    case 'enroll':
      return crew.enroll(asked)
    case 'connect':
      await crew.connect()
      return []
    case 'hinder':
      crew.hinder()
      return []
    case 'spoil':
      crew.spoil()
      return []
    case 'live':
      crew.live(asked.seed, asked.perSecond)
      return []
  }
}

process.on('message', async (message: unknown) => {
  try {
    const identities = await perform(task.parse(message))
    say(crew.stand)
    say({ kind: 'done', identities: [...identities] })
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())
setInterval(() => say(crew.stand), SAYS_EVERY_MS)
