import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signInLink } from '@goherd/protocol'
import { CLONE } from './product.js'

/** `goherd demo`: a server of its own with a fleet of simulated hosts, which drift, fail and flap. */
export interface Demo {
  readonly url: string
  readonly data: string
  readonly token: string
  /** A link that signs its visitor in, once. */
  signIn(): Promise<string>
  /** Calls the API as an administrator. Throws unless it succeeds. */
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>
  /** Ctrl-C, and waits; then removes the data. */
  end(): Promise<void>
}

/** Starts the demo and waits until its fleet stands. Throws with all that it said when it ends before. */
export async function startDemo({
  hosts,
  args = [],
}: {
  hosts: number
  args?: readonly string[]
}): Promise<Demo> {
  const data = await mkdtemp(join(tmpdir(), 'goherd-e2e-'))
  // PostgreSQL runs as another user when we are root, and has to pass through.
  await chmod(data, 0o711)
  const command = [join(CLONE, 'apps/demo/dist/main.js'), '--hosts', String(hosts), '--data', data, ...args]
  const child = spawn(process.execPath, command, {
    env: { ...process.env, GOHERD_GO_SOURCE: process.env.GOHERD_TEST_GO },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await stands(child)
  const { server, token } = JSON.parse(await readFile(join(data, 'cli.json'), 'utf8'))
  const url = String(server)
  const call: Demo['call'] = async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    url,
    data,
    token: String(token),
    signIn: async () => signInLink.parse(await call('POST', '/api/access/sign-in-links', {})).url,
    call,
    end: async () => {
      if (child.exitCode === null && child.kill('SIGINT')) await once(child, 'exit')
      await rm(data, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function stands(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += chunk
      if (/hosts stand after/.test(said)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${said}`)))
  })
}
