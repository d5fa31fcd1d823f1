import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const readyLine = z.object({ ready: z.literal(true), url: z.string(), pid: z.number() })

/** A server as its own process, as it is started in earnest. */
export interface ServerProcess {
  readonly child: ChildProcess
  readonly url: string
  readonly stdout: string
  /** Sends the signal and waits for the end. @returns the exit code, null after a kill */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** The server ended instead of becoming ready; `message` has what it said. */
export class ServerDidNotStart extends Error {}

/**
 * Starts the built server and waits for its ready line.
 * @param env added to this process's; `uid` and `gid` to run it as somebody else
 * @throws ServerDidNotStart
 */
export function startServerProcess(
  env: Record<string, string>,
  owner: { uid?: number; gid?: number; cwd?: string } = {},
): Promise<ServerProcess> {
  if (!existsSync(MAIN)) throw new Error('the server is not built: npm run build')
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', GOHERD_PORT: '0', GOHERD_DASHBOARD_DIR: '/nonexistent', ...env },
    ...owner,
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let stdout = ''
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    ended.then((code) => reject(new ServerDidNotStart(`exit ${code}\n${stderr}`)))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      const url = findReady(stdout)
      if (!url) return
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal)
        return ended
      }
      resolve({ child, url, stdout, end })
    })
  })
}

function findReady(stdout: string): string | undefined {
  const line = stdout.split('\n').find((text) => text.startsWith('{"ready"'))
  return line ? readyLine.parse(JSON.parse(line)).url : undefined
}
