import { chmod, mkdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { changeHere } from '../change-here.js'
import { AgentError } from '../disk/agent-error.js'
import { clean } from '../disk/clean.js'
import { prepareRoot } from '../disk/layout.js'
import { lockRoot } from '../disk/lock.js'
import { putOnPathHere } from '../shell-path/index.js'
import type { Repair } from './finding.js'
import type { Patient } from './patient.js'

/** Repairs one thing and says in a sentence what was done. Throws AgentError; touches nothing that is not Goherd's. */
export async function repair(wanted: Repair, patient: Patient): Promise<string> {
  const { layout } = patient
  try {
    switch (wanted.kind) {
      case 'make-folders':
        await prepareRoot(layout)
        return `made the missing folders of ${layout.root}`
      case 'set-mode':
        await chmod(wanted.path, wanted.mode)
        return `set the mode of ${wanted.path} to ${wanted.mode.toString(8)}`
      case 'clear-away':
        return await clearAway(patient)
      case 'put-on-path':
        return await addToPath(patient)
      case 'use': {
        const { release } = await changeHere(layout, { kind: 'use', release: wanted.release })
        return `made ${release} active`
      }
      case 'set-aside':
        return await setAside(wanted.paths, patient)
    }
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** Under the lock: what a living agent works on is not left over. */
async function clearAway({ layout, now }: Patient): Promise<string> {
  const lock = await lockRoot(layout)
  try {
    const { staging, parts, incomplete } = await clean(layout, now())
    const halves = incomplete.length === 0 ? '' : ` and the halves of ${incomplete.join(', ')}`
    return `cleared away ${staging} unfinished folders, ${parts} old downloads${halves}`
  } finally {
    await lock.release()
  }
}

async function addToPath({ layout, port, machine }: Patient): Promise<string> {
  const outcomes = await putOnPathHere(layout, { port, shells: machine.shells })
  const said = outcomes.map(
    ({ path, outcome, reason }) => `${path} ${outcome}${reason === null ? '' : ` (${reason})`}`,
  )
  return `set up PATH: ${said.join(', ')}`
}

/** A damaged snapshot is kept: a person may still read something out of it. */
async function setAside(paths: readonly string[], { layout }: Patient): Promise<string> {
  const folder = join(layout.state, 'damaged-snapshots')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const path of paths) await rename(path, join(folder, basename(path)))
  return `moved ${paths.length} damaged snapshots to ${folder}`
}
