import type { Command } from 'commander'
import { addCurrent } from './current.js'
import { addDiff } from './diff.js'
import { addEnv } from './env.js'
import { addLock } from './lock.js'
import { addPin } from './pin.js'
import { addPrune } from './prune.js'
import { addRollback } from './rollback.js'
import { addSnapshot } from './snapshot.js'
import { addSnapshots } from './snapshots.js'
import { addUninstall } from './uninstall.js'
import { addUse } from './use.js'

/** The verbs that change or show what is on this machine alone. */
export function addLocal(program: Command): void {
  addUse(program)
  addCurrent(program)
  addUninstall(program)
  addPin(program)
  addPrune(program)
  addSnapshot(program)
  addSnapshots(program)
  addDiff(program)
  addRollback(program)
  addEnv(program)
  addLock(program)
}
