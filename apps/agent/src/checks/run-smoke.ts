import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckOrder, CheckResult } from '@goherd/protocol'
import { errnoOf } from '../disk/errno.js'
import { type Layout, SMOKE_FOLDER } from '../disk/layout.js'
import { type Trial, tryCommand } from './try-command.js'
import { Unable } from './unable.js'

const NAME = /^[a-z0-9][a-z0-9-]*$/

/** Runs the executable of that name under the new release. Throws Unable where there is none that may be run. */
export async function runSmoke(
  layout: Layout,
  check: string,
  { from, to }: Pick<CheckOrder, 'from' | 'to'>,
  trial: Trial,
): Promise<CheckResult> {
  const file = await executable(layout, check)
  const env = { ...trial.env, GOHERD_RELEASE: to, GOHERD_PREVIOUS: from ?? '' }
  const work = await trial.place.make('work')
  const { stdout: _, ...ran } = await tryCommand({ ...trial, env }, file, [], work)
  return { kind: 'smoke', ran }
}

/** Whoever could change the file could decide what the fleet runs: it and its folder are for their owner alone to write. */
async function executable(layout: Layout, check: string): Promise<string> {
  if (!NAME.test(check)) throw new Unable('smoke_name', 'the name of the smoke check is none')
  const folder = join(layout.root, SMOKE_FOLDER)
  const file = join(folder, check)
  for (const path of [folder, file]) {
    const found = await lstat(path).catch((cause: unknown) => {
      if (errnoOf(cause) === 'ENOENT') return undefined
      throw cause
    })
    if (found === undefined) throw new Unable('smoke_missing', `there is no ${file} on this host`)
    const isKind = path === folder ? found.isDirectory() : found.isFile()
    const isOurs = found.uid === 0 || found.uid === process.getuid?.()
    if (!isKind || !isOurs || (found.mode & 0o022) !== 0 || (found.mode & 0o100) === 0) {
      throw new Unable(
        'smoke_unsafe',
        `${path} has to be an executable of root or of the agent's user that nobody else may write to`,
      )
    }
  }
  return file
}
