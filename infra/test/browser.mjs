import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Problem } from '../say/problem.mjs'
import { root } from '../setup/root.mjs'

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/**
 * The browser of the end-to-end tests: the one given, else the machine's, else the one that came with the dependencies.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ executable: string | undefined, name: string }} executable: undefined for the packaged one, which is unpacked on use
 */
export function findBrowser(env = process.env) {
  const executable = env.GOHERD_TEST_BROWSER || INSTALLED.find((path) => existsSync(path))
  if (executable) return { executable, name: executable }
  try {
    createRequire(join(root, 'e2e/package.json')).resolve('@sparticuz/chromium')
    return { executable: undefined, name: 'the packaged @sparticuz/chromium' }
  } catch (cause) {
    throw new Problem('no_browser', 'there is no Chromium for the end-to-end tests', {
      hint: 'Install chromium, or give its path in GOHERD_TEST_BROWSER.',
      cause,
    })
  }
}
