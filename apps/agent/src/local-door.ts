import { closeSync, constants, openSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { AgentError } from './disk/agent-error.js'
import { errnoOf } from './disk/errno.js'
import type { Layout } from './disk/layout.js'
import { type LocalAnswer, type LocalAsk, localAnswer, localAsk } from './local-messages.js'

/*
 * The door between the daemon and the commands of the same root: a Unix socket in `state/`, which only the root's owner may
 * enter. One line asks, one line answers. Only the daemon, which holds the root's lock, listens; so no two ever write.
 */

const NAME = 'agent.sock'
/** What the kernel allows for the path of a Unix socket, less its final zero. */
const MAX_PATH = 107
const MAX_LINE = 65_536

/** Opens the door. `answer` must not throw. The returned function closes it again. */
export async function openDoor(
  layout: Layout,
  answer: (ask: LocalAsk) => Promise<LocalAnswer>,
): Promise<() => Promise<void>> {
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

/** Asks the daemon of a root. undefined: none is listening. Waits as long as the daemon takes. */
export async function knock(layout: Layout, ask: LocalAsk): Promise<LocalAnswer | undefined> {
  const address = reachable(layout)
  try {
    const line = await exchange(address.path, `${JSON.stringify(ask)}\n`)
    return localAnswer.parse(JSON.parse(line))
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

function serve(socket: Socket, answer: (ask: LocalAsk) => Promise<LocalAnswer>): void {
  firstLine(socket)
    .then(async (line) => socket.end(`${JSON.stringify(await answerLine(line, answer))}\n`))
    // A command that went away does not concern the daemon.
    .catch(() => socket.destroy())
}

async function answerLine(
  line: string,
  answer: (ask: LocalAsk) => Promise<LocalAnswer>,
): Promise<LocalAnswer> {
  const ask = localAsk.safeParse(parse(line))
  if (ask.success) return answer(ask.data)
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

async function exchange(path: string, line: string): Promise<string> {
  const socket = connect(path)
  socket.once('connect', () => socket.write(line))
  try {
    return await firstLine(socket)
  } finally {
    socket.destroy()
  }
}

/** The first line of what the other side says. Fails with the socket's error, or `daemon_gone` when it ends without a line. */
function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
      else if (text.length > MAX_LINE) socket.destroy(new Error('the line is too long'))
    })
    socket.on('error', reject)
    socket.on('close', () => reject(gone()))
  })
}

function gone(): AgentError {
  return new AgentError({
    code: 'daemon_gone',
    message: 'the daemon ended before it answered',
    hint: 'Look at goherd-agent status; the change is finished or taken back when the daemon starts again.',
  })
}
