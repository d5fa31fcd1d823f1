import { randomUUID } from 'node:crypto'
import { DEFAULT_CONFIG, type LocalWish } from '@goherd/agent-core'
import { outcomeAsAnswer } from './daemon.js'
import { AgentError } from './disk/agent-error.js'
import { clean } from './disk/clean.js'
import { type Layout, prepareRoot } from './disk/layout.js'
import { lockRoot } from './disk/lock.js'
import { knock } from './local-door.js'
import type { LocalAnswer } from './local-messages.js'
import { SILENT } from './log.js'
import { MemoryFile } from './memory-file.js'
import { perform } from './perform.js'
import { Runner } from './runner.js'

/**
 * Makes a change on this machine: through the daemon when one runs on this root, else by the same state machine in this process,
 * under the root's lock. Throws what stood in the way; whoever holds the lock without answering is named.
 */
export async function changeHere(
  layout: Layout,
  wish: LocalWish,
): Promise<Extract<LocalAnswer, { kind: 'changed' }>> {
  await prepareRoot(layout)
  const answer = (await knock(layout, wish)) ?? (await changeAlone(layout, wish))
  if (answer.kind === 'changed') return answer
  if (answer.kind === 'refused') throw new AgentError(answer.error)
  throw new AgentError({
    code: 'not_understood',
    message: 'the daemon answered something else than was asked',
    hint: 'Restart the daemon so that it is as new as this command.',
  })
}

async function changeAlone(layout: Layout, wish: LocalWish): Promise<LocalAnswer> {
  const lock = await lockRoot(layout)
  try {
    await clean(layout, Date.now())
    const memory = new MemoryFile(layout)
    const runner = new Runner(
      {
        now: Date.now,
        random: Math.random,
        perform: (work, watch) => perform(work, { layout, now: Date.now, sourceOf: () => undefined }, watch),
        save: (next) => memory.save(next),
        report: () => Promise.resolve(undefined),
        progress: () => undefined,
        log: SILENT,
      },
      { ...DEFAULT_CONFIG, converge: false },
    )
    runner.dispatch({ kind: 'started', memory: memory.load() })
    const outcome = await runner.askLocally(randomUUID(), wish)
    await runner.stop()
    return outcomeAsAnswer(outcome)
  } finally {
    await lock.release()
  }
}
