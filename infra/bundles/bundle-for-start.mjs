import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, stampIs, writeStamp } from '../setup/fingerprint.mjs'
import { agentVersion } from './agent-version.mjs'
import { addToIndex, readIndex } from './index-file.mjs'
import { makeBundle } from './make-bundle.mjs'
import { platformNamed, thisPlatform } from './platforms.mjs'
import { runningRuntime } from './runtime.mjs'

/** Of no use but to be quick: the file goes over the local network. */
const LEVEL = 1

const STAMP = '.cache/bundled'

/** What the agent in the bundles is made from. @param {string} root */
function stampOf(root) {
  return fingerprint(root, ['apps/agent/src', 'apps/agent/launchers', 'packages', 'package-lock.json'])
}

/** Says that the bundles are of the agent as it is now: a start leaves them as they are. @param {string} root */
export function bundlesAreFresh(root) {
  writeStamp(join(root, STAMP), stampOf(root))
}

/**
 * The bundle of this machine's platform with the Node that runs this, so that install.sh works right after a start. Does nothing when
 * it is there and the agent is the same; `npm run bundles` makes all of them, small. A start goes on without it.
 * @param {{ root: string, signal?: AbortSignal }} options
 * @returns {Promise<string>} what came of it, for people; it never throws
 */
export async function bundleForStart({ root, signal }) {
  try {
    const out = join(root, 'dist/bundles')
    const platform = thisPlatform()
    const runtime = platform.runtime ? runningRuntime() : undefined
    const kind = runtime ? platform : platformNamed('any')
    const value = stampOf(root)
    const there = readIndex(out)?.bundles.find((one) => one.platform === kind.name)
    if (there && stampIs(join(root, STAMP), value) && existsSync(join(out, there.filename)))
      return 'there already'
    const version = await agentVersion(root)
    signal?.throwIfAborted()
    const made = await makeBundle({ platform: kind, version, runtime, root, out, level: LEVEL })
    addToIndex(out, [made], version)
    writeStamp(join(root, STAMP), value)
    return `${kind.name}, ${Math.round(made.size / 1e6)} MB`
  } catch (error) {
    return `not made: ${error instanceof Error ? error.message : String(error)}`
  }
}
