#!/usr/bin/env node
// `npm run bundles [-- --platform linux-x64 …]`: the agent for hosts that have neither Node nor Go, one file for each platform.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeProblem } from '../say/problem.mjs'
import { Progress } from '../say/progress.mjs'
import { root } from '../setup/root.mjs'
import { agentVersion } from './agent-version.mjs'
import { bundlesAreFresh } from './bundle-for-start.mjs'
import { addToIndex } from './index-file.mjs'
import { makeBundle } from './make-bundle.mjs'
import { PLATFORMS, platformNamed, thisPlatform } from './platforms.mjs'
import { fetchRuntime, runningRuntime } from './runtime.mjs'

const LEVEL = 9
const OUT = join(root, 'dist/bundles')

try {
  process.exitCode = await main()
} catch (error) {
  console.error(describeProblem(error))
  process.exitCode = 1
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { values } = parseArgs({
    options: { platform: { type: 'string', multiple: true }, out: { type: 'string' } },
  })
  const platforms = values.platform?.map(platformNamed) ?? PLATFORMS
  const out = values.out ?? OUT
  const version = await agentVersion(root)
  const progress = new Progress()
  const made = []
  /** @type {string[]} */
  const skipped = []
  for (const platform of platforms) {
    const bundle = await progress.step(platform.name, async (note) => {
      const runtime = await runtimeOf(platform, note)
      if (runtime === 'none') return undefined
      const one = await makeBundle({ platform, version, runtime, root, out, level: LEVEL })
      note(`${(one.size / 1e6).toFixed(1)} MB, Node ${one.node ?? 'of the host'}, sha256 ${one.sha256}`)
      return one
    })
    if (bundle) made.push(bundle)
    else skipped.push(platform.name)
  }
  addToIndex(out, made, version)
  if (out === OUT && made.some((one) => one.platform === thisPlatform().name)) bundlesAreFresh(root)
  progress.line(`goherd-agent ${version}: ${made.length} bundles in ${out}`)
  if (skipped.length === 0) return 0
  progress.line(`skipped, because the registry could not be reached: ${skipped.join(', ')}`)
  return made.length > 0 ? 0 : 1
}

/**
 * @param {import('./platforms.mjs').Platform} platform
 * @param {(text: string) => void} note
 * @returns {Promise<import('./runtime.mjs').RuntimeFiles | undefined | 'none'>} undefined: it needs none; `none`: it cannot be had
 */
async function runtimeOf(platform, note) {
  if (platform.runtime === null) return undefined
  note(`fetching ${platform.runtime.package} ${platform.runtime.version}`)
  const cache = join(root, '.cache/runtimes')
  const fetched = await fetchRuntime(platform.runtime, { cache })
  if (fetched) return { ...fetched, licence: fetched.licence ?? (await licenceOfNode(cache)) }
  const here = platform === thisPlatform() ? runningRuntime() : undefined
  note(here ? 'with the Node that runs this' : 'skipped: the registry could not be reached')
  return here ?? 'none'
}

/** Node's package for Windows carries no licence text; it is the same one for all. @param {string} cache */
async function licenceOfNode(cache) {
  const other = PLATFORMS.find(({ runtime }) => runtime?.program === 'bin/node')?.runtime
  return other ? (await fetchRuntime(other, { cache }))?.licence : undefined
}
