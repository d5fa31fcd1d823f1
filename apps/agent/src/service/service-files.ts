import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { writeDurably } from '../disk/durable-file.js'
import { runCommand } from '../disk/run-command.js'
import type { ServiceCommand, ServiceFile, ServicePlan } from './service-order.js'

const COMMAND_MS = 60_000

/** Writes the files of a service, each by one rename. `below` puts them below another folder, for images. Answers their paths. */
export async function writeServiceFiles({ files }: ServicePlan, below = '/'): Promise<string[]> {
  const written: string[] = []
  for (const file of files) {
    const path = placeOf(file, below)
    await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
      throw AgentError.from(cause)
    })
    await writeDurably(path, Buffer.from(file.text, file.encoding), file.mode)
    written.push(path)
  }
  return written
}

function placeOf({ path }: ServiceFile, below: string): string {
  return below === '/' ? path : join(below, path)
}

/** True when a file of the service is there. */
export function isServiceInstalled({ files }: ServicePlan, below = '/'): boolean {
  return files.some((file) => existsSync(placeOf(file, below)))
}

/** Removes the files of a service; what is not there is fine. */
export async function removeServiceFiles({ files }: ServicePlan, below = '/'): Promise<void> {
  for (const file of files) {
    await rm(placeOf(file, below), { force: true }).catch((cause: unknown) => {
      throw AgentError.from(cause)
    })
  }
}

/** Runs commands one after the other. Throws `service_command_failed` with the command, its exit code and what it said. */
export async function runAll(commands: readonly ServiceCommand[]): Promise<void> {
  for (const command of commands) await runOne(command)
}

async function runOne([file, ...args]: ServiceCommand): Promise<void> {
  const end = await runCommand({
    file,
    args,
    cwd: '/',
    env: environment(),
    timeoutMs: COMMAND_MS,
    signal: new AbortController().signal,
  })
  if (end.kind === 'exited' && end.status === 0) return
  const line = [file, ...args].join(' ')
  const outcome =
    end.kind === 'not-started'
      ? `could not be started: ${end.cause.message}`
      : end.kind === 'exited'
        ? `ended with ${end.status}: ${end.stderr.trim() || end.stdout.trim()}`
        : `${end.kind}: ${end.stderr.trim()}`
  throw new AgentError({
    code: 'service_command_failed',
    message: `\`${line}\` ${outcome}`,
    hint: 'Correct what it complains about and run this again; running it twice does no harm.',
  })
}

/** A user's systemd is found through XDG_RUNTIME_DIR and its bus. */
function environment(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'USER',
    'XDG_RUNTIME_DIR',
    'DBUS_SESSION_BUS_ADDRESS',
    'SystemRoot',
    'ComSpec',
  ]
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
