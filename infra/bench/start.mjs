import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { run as runCommand } from '../process/run.mjs'
import { Problem } from '../say/problem.mjs'

const PORT = '7499'

/**
 * Time from `npm start` to the ready line: for a fresh copy of the working tree with nothing installed or built, and once more.
 * @param {import('./bench.mjs').BenchContext} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root, goFolder, note, signal }) {
  const work = mkdtempSync(join(tmpdir(), 'goherd-bench-start-'))
  try {
    const clone = join(work, 'clone')
    await copyWorkingTree(root, clone, signal)
    note('fresh clone')
    const first = await timeToReady(clone, goFolder)
    note('second start')
    const second = await timeToReady(clone, goFolder)
    const with3 = 'PostgreSQL, server, dashboard and 3 hosts with Go; releases from a local folder'
    return [
      { what: `npm start, fresh clone: npm ci, build, ${with3}`, value: first, unit: 's' },
      { what: 'npm start, second time', value: second, unit: 's', goal: 'seconds' },
    ]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What a clone of the next commit would hold. @param {string} root @param {string} clone @param {AbortSignal} signal */
async function copyWorkingTree(root, clone, signal) {
  mkdirSync(clone)
  const list = 'git -C "$1" ls-files -z --cached --others --exclude-standard'
  await runCommand(
    'sh',
    ['-c', `${list} | tar -C "$1" --null -T - -cf - | tar -C "$2" -xf -`, 'copy', root, clone],
    { signal },
  )
}

/** @param {string} clone @param {string} goFolder @returns {Promise<number>} seconds */
async function timeToReady(clone, goFolder) {
  const began = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...process.env, GOHERD_PORT: PORT, GOHERD_DATA: '.goherd', GOHERD_GO_SOURCE: goFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('Goherd is ready: ')) return (performance.now() - began) / 1000
    }
    throw new Problem('not_ready', 'npm start ended before it was ready', { hint: 'Its errors are above.' })
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}
