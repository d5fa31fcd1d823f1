import { randomUUID } from 'node:crypto'
import { DEFAULT_CONFIG, type LocalWish } from '@goherd/agent-core'
import type { Phase } from '@goherd/protocol'
import { archiveSource, outcomeAsAnswer } from './daemon.js'
import { AgentError } from './disk/agent-error.js'
import { clean } from './disk/clean.js'
import { type Layout, prepareRoot } from './disk/layout.js'
import { lockRoot, type RootLock } from './disk/lock.js'
import { readIdentity } from './identity.js'
import { onInterrupt } from './interrupt.js'
import { knock } from './local-door.js'
import type { LocalAnswer } from './local-messages.js'
import { SILENT } from './log.js'
import { readHold } from './maintenance-file.js'
import { MemoryFile } from './memory-file.js'
import { perform } from './perform.js'
import { Runner } from './runner.js'

export interface ChangeOptions {
  /** Called with each new phase of the change, and with how far a download or an unpacking is. */
  onPhase?(phase: Phase): void
  /** Breaks off what is not visible yet. Left out: the first SIGINT or SIGTERM does. */
  readonly signal?: AbortSignal
}

/** What a change on this machine came to. */
export type Changed = Extract<LocalAnswer, { kind: 'changed' }>

/**
 * Makes a change on this machine: through the daemon when one runs on this root, else by the same state machine in this process,
 * under the root's lock. Makes the root where there is none; needs no server. Throws what stood in the way, `agent_locked` when
 * another process holds the root without answering, `interrupted` when it was broken off: what was fetched is kept then.
 */
export async function changeHere(
  layout: Layout,
  wish: LocalWish,
  options: ChangeOptions = {},
): Promise<Changed> {
  await prepareRoot(layout)
  const interrupt = options.signal === undefined ? onInterrupt() : undefined
  const follow = { ...options, signal: options.signal ?? interrupt?.signal }
  try {
    const answer = (await knock(layout, wish, follow)) ?? (await changeAlone(layout, wish, follow))
    if (answer.kind === 'changed') return answer
    if (answer.kind === 'refused') throw new AgentError(answer.error)
    throw otherAnswer()
  } finally {
    interrupt?.end()
  }
}

interface Follow {
  onPhase?(phase: Phase): void
  readonly signal: AbortSignal | undefined
}

async function changeAlone(layout: Layout, wish: LocalWish, follow: Follow): Promise<LocalAnswer> {
  const lock = await lockAlone(layout)
  try {
    await clean(layout, Date.now())
    const memory = new MemoryFile(layout)
    const server = readIdentity(layout)?.server
    const options = {
      layout,
      now: Date.now,
      sourceOf: (archive: Parameters<typeof archiveSource>[1]) =>
        server === undefined ? undefined : archiveSource(server, archive),
    }
    const runner = new Runner(
      {
        now: Date.now,
        random: Math.random,
        perform: (work, watch) => perform(work, options, watch),
        save: (next) => memory.save(next),
        report: () => Promise.resolve(undefined),
        progress: () => undefined,
        log: SILENT,
      },
      // Nobody but its owner decides what a machine without a server keeps; a group's policy holds here, too.
      { ...DEFAULT_CONFIG, converge: false, keepReleases: Number.MAX_SAFE_INTEGER },
    )
    runner.dispatch({ kind: 'started', memory: memory.load() })
    runner.dispatch({ kind: 'hold-changed', hold: readHold(layout) })
    const { signal: gone, onPhase } = follow
    const outcome = await runner.askLocally(randomUUID(), wish, { gone, ...(onPhase ? { onPhase } : {}) })
    await runner.stop()
    return outcomeAsAnswer(outcome)
  } finally {
    await lock.release()
  }
}

/** A living process that holds the root and does not answer at its door is another command, or a daemon that starts or ends. */
async function lockAlone(layout: Layout): Promise<RootLock> {
  try {
    return await lockRoot(layout)
  } catch (cause) {
    const { code, message } = AgentError.from(cause)
    if (code !== 'root_locked') throw cause
    const hint =
      'Wait until it has ended, then try again; goherd-agent status shows whether it is the daemon.'
    throw new AgentError({ code: 'agent_locked', message, hint, cause })
  }
}

function otherAnswer(): AgentError {
  return new AgentError({
    code: 'not_understood',
    message: 'the daemon answered something else than was asked',
    hint: 'Restart the daemon so that it is as new as this command.',
  })
}
