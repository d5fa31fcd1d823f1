import { closeSync, constants, openSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Phase } from '@goherd/protocol'
import { AgentError } from './disk/agent-error.js'
import { errnoOf } from './disk/errno.js'
import type { Layout } from './disk/layout.js'
import { type LocalAnswer, type LocalAsk, type LocalLine, localAsk, localLine } from './local-messages.js'

/*
 * The door between the daemon and the commands of the same root: a Unix socket in `state/`, which only the root's owner may
 * enter. One line asks; any number of lines say how far it is, and the last one answers. Who hangs up before that does not want it
 * any more. Only the daemon, which holds the root's lock, listens; so no two ever write.
 */

const NAME = 'agent.sock'
/** What the kernel allows for the path of a Unix socket, less its final zero. */
const MAX_PATH = 107
const MAX_LINE = 65_536

/** Whoever asked: hears how far it is, and may go away. */
export interface Caller {
  onPhase(phase: Phase): void
  /** Aborted when the caller hangs up before the answer. */
  readonly gone: AbortSignal
}

export type Answerer = (ask: LocalAsk, caller: Caller) => Promise<LocalAnswer>

/** Opens the door. `answer` must not throw. The returned function closes it again. */
export async function openDoor(layout: Layout, answer: Answerer): Promise<() => Promise<void>> {
  const path = join(layout.state, NAME)
  // The lock is held: a socket that is there was left by a daemon that is gone.
  rmSync(path, { force: true })
  const server = createServer((socket) => serve(socket, answer))
  const address = reachable(layout)
  try {
    await listen(server, address.path)
  } finally {
    address.close()
  }
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.unref()
      rmSync(path, { force: true })
    })
}

export interface KnockOptions {
  onPhase?(phase: Phase): void
  /** Hangs up: what is not visible yet is broken off by the daemon. The promise then rejects with `interrupted`. */
  readonly signal?: AbortSignal | undefined
}

/** Asks the daemon of a root. undefined: none is listening. Waits as long as the daemon takes. */
export async function knock(
  layout: Layout,
  ask: LocalAsk,
  options: KnockOptions = {},
): Promise<LocalAnswer | undefined> {
  const address = reachable(layout)
  try {
    return await exchange(address.path, `${JSON.stringify(ask)}\n`, options)
  } catch (cause) {
    const code = errnoOf(cause)
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined
    throw AgentError.from(cause)
  } finally {
    address.close()
  }
}

/** A path to the socket that is short enough: a root deep in the tree is reached through an open folder. */
function reachable(layout: Layout): { readonly path: string; close(): void } {
  const path = join(layout.state, NAME)
  if (Buffer.byteLength(path) <= MAX_PATH) return { path, close: () => undefined }
  const folder = openSync(layout.state, constants.O_RDONLY | constants.O_DIRECTORY)
  return { path: `/proc/self/fd/${folder}/${NAME}`, close: () => closeSync(folder) }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(AgentError.from(cause)))
    server.listen(path, () => resolve())
  })
}

function serve(socket: Socket, answer: Answerer): void {
  const gone = new AbortController()
  socket.once('close', () => gone.abort())
  const say = (line: LocalLine) => {
    if (socket.writable) socket.write(`${JSON.stringify(line)}\n`)
  }
  const caller: Caller = { onPhase: (phase) => say({ kind: 'phase', phase }), gone: gone.signal }
  const heard = readLines(socket, (line) => {
    answerLine(line, answer, caller).then(
      (answered) => socket.end(`${JSON.stringify(answered)}\n`),
      () => socket.destroy(),
    )
    return true
  })
  // A command that went away does not concern the daemon.
  heard.catch(() => socket.destroy())
}

async function answerLine(line: string, answer: Answerer, caller: Caller): Promise<LocalAnswer> {
  const ask = localAsk.safeParse(parse(line))
  if (ask.success) return answer(ask.data, caller)
  const error = { code: 'not_understood', message: 'the daemon does not know this request' }
  return {
    kind: 'refused',
    error: { ...error, hint: 'Restart the daemon so that it is as new as this command.' },
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

async function exchange(path: string, question: string, options: KnockOptions): Promise<LocalAnswer> {
  const { onPhase, signal } = options
  const socket = connect(path)
  const hangUp = () => socket.destroy(interrupted())
  signal?.addEventListener('abort', hangUp, { once: true })
  socket.once('connect', () => socket.write(question))
  let answer: LocalAnswer | undefined
  try {
    await readLines(socket, (line) => {
      const said = localLine.parse(JSON.parse(line))
      if (said.kind === 'phase') onPhase?.(said.phase)
      else answer = said
      return answer !== undefined
    })
    if (answer === undefined) throw gone()
    return answer
  } finally {
    signal?.removeEventListener('abort', hangUp)
    socket.destroy()
  }
}

/**
 * Gives each line of the other side to `take` until that says it was the last. Fails with the socket's error, with what `take`
 * throws, or with `daemon_gone` when the other side ends before.
 */
function readLines(socket: Socket, take: (line: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    let done = false
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
      for (let end = text.indexOf('\n'); end >= 0 && !done; end = text.indexOf('\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 1)
        try {
          done = take(line)
        } catch (cause) {
          reject(cause)
          done = true
        }
      }
      if (done) resolve()
      else if (text.length > MAX_LINE) socket.destroy(new Error('the line is too long'))
    })
    socket.on('error', reject)
    socket.on('close', () => reject(gone()))
  })
}

function interrupted(): AgentError {
  return new AgentError({
    code: 'interrupted',
    message: 'broken off',
    hint: 'What was visible already goes on to its check; run the same command again to go on. goherd-agent status shows it.',
  })
}

function gone(): AgentError {
  return new AgentError({
    code: 'daemon_gone',
    message: 'the daemon ended before it answered',
    hint: 'Look at goherd-agent status; the change is finished or taken back when the daemon starts again.',
  })
}
