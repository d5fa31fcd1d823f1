import { spawn } from 'node:child_process'
import { Problem } from '../say/problem.mjs'

const KEPT = 64 * 1024

/**
 * Runs a command to its end and gives its standard output. It gets a process group of its own, so that a Ctrl-C on the terminal
 * reaches this process alone, which then ends the group through `signal`.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<string>}
 * Throws Problem `command_failed` with the end of its output, or `interrupted`.
 */
export function run(command, args, { cwd, env, signal, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(interrupted(command))
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let stdout = ''
    let both = ''
    const keep = (/** @type {string} */ text) => {
      both = (both + text).slice(-KEPT)
      onOutput?.(text)
    }
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
      keep(text)
    })
    child.stderr.setEncoding('utf8').on('data', keep)
    const end = () => endGroup(child.pid)
    signal?.addEventListener('abort', end, { once: true })
    child.on('error', (cause) => reject(cannotStart(command, cause)))
    child.on('close', (code, by) => {
      signal?.removeEventListener('abort', end)
      if (signal?.aborted) reject(interrupted(command))
      else if (code === 0) resolve(stdout)
      else reject(failed([command, ...args].join(' '), code ?? by, both))
    })
  })
}

/** @param {number | undefined} pid */
function endGroup(pid) {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGTERM')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** @param {string} command */
const interrupted = (command) =>
  new Problem('interrupted', `${command} was interrupted`, { hint: 'Run the command again.' })

/** @param {string} command @param {Error} cause */
const cannotStart = (command, cause) =>
  new Problem('command_missing', `${command} cannot be started`, {
    hint: `Install ${command}, or put it on PATH.`,
    cause,
  })

/** @param {string} line @param {number | string | null} outcome @param {string} output */
const failed = (line, outcome, output) =>
  new Problem('command_failed', `\`${line}\` ended with ${outcome}`, {
    hint: 'Its output above says why.',
    detail: excerpt(output.trimEnd().split('\n')),
  })

/** The beginning, where npm says what is wrong, and the end, where compilers do. @param {string[]} lines */
function excerpt(lines) {
  const [head, tail] = [15, 35]
  if (lines.length <= head + tail) return lines.join('\n')
  const left = lines.length - head - tail
  return [...lines.slice(0, head), `… ${left} lines …`, ...lines.slice(-tail)].join('\n')
}
