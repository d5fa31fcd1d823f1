import { Problem } from '../say/problem.mjs'

const LEAST = { major: 20, minor: 19 }

/**
 * Refuses a Node that is too old for what is built here.
 * @param {string} [version] `20.19.0`
 */
export function checkNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > LEAST.major || (major === LEAST.major && minor >= LEAST.minor)) return
  throw new Problem('node_too_old', `Node ${version} is too old`, {
    hint: `Install Node ${LEAST.major}.${LEAST.minor} or newer, from https://nodejs.org or your version manager.`,
  })
}
