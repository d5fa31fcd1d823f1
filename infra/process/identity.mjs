import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When a process began, in the kernel's words; with the pid it names a process for good, since pids are used again.
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, or only its zombie
 */
export function bornAt(pid) {
  if (process.platform !== 'linux') return bornAccordingToPs(pid)
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 2, the name, may hold anything; what follows its last bracket is plain.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** @param {number} pid */
function bornAccordingToPs(pid) {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    // ps ends with 1 when there is no such process.
    return undefined
  }
}

/** @param {unknown} error */
function isGone(error) {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')
}

/**
 * Sends a signal to a process, or with `group` to the whole group that it leads; false when there is none any more.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 * @param {{ group?: boolean }} [options]
 */
export function send(pid, signal, { group = false } = {}) {
  try {
    process.kill(group ? -pid : pid, signal)
    return true
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}
