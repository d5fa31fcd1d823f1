import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../process/run.mjs'
import { fingerprint, stampIs, writeStamp } from './fingerprint.mjs'

const SOURCES = [
  'package-lock.json',
  'package.json',
  'tsconfig.base.json',
  'turbo.json',
  'prisma',
  'packages',
  'apps',
]

/** What every build leaves; when one is gone, the stamp says nothing. */
const RESULTS = [
  'apps/server/dist/main.js',
  'apps/agent/dist/goherd-agent.mjs',
  'apps/cli/dist/goherd.mjs',
  'apps/dashboard/.next/BUILD_ID',
]

/**
 * Builds every workspace when a source has changed since the last time. Needs the dependencies.
 * @param {{ root: string, signal?: AbortSignal, note?: (text: string) => void }} options
 * @returns {Promise<boolean>} whether anything was done
 */
export async function build({ root, signal, note = () => {} }) {
  const stamp = join(root, '.cache/built')
  const before = fingerprint(root, SOURCES)
  if (stampIs(stamp, before) && RESULTS.every((path) => existsSync(join(root, path)))) {
    note('nothing changed')
    return false
  }
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    FORCE_COLOR: '0',
    NO_COLOR: '1',
  }
  delete env.NODE_ENV
  let done = 0
  await run(
    join(root, 'node_modules/.bin/turbo'),
    ['run', 'build', '--output-logs=errors-only', '--log-order=grouped'],
    {
      cwd: root,
      env,
      signal,
      onOutput: (text) => {
        done += (text.match(/cache (miss|hit)/g) ?? []).length
        if (done > 0) note(`${done} workspaces`)
      },
    },
  )
  writeStamp(stamp, before)
  return true
}
