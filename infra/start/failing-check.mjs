import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../setup/replace-file.mjs'

/** What a rollout's smoke gate asks for by name. The dashboard's first steps name it, too. */
export const FAILING_CHECK = 'demo-build'

const SCRIPT = `#!/bin/sh
# Put here by npm start, for a first look at a rollout that halts. It stands for a build of yours that a new Go breaks.
echo "a build that worked under $GOHERD_PREVIOUS does not work under $GOHERD_RELEASE (a demonstration: this check always fails)"
exit 1
`

/**
 * Gives hosts a smoke check that always fails, so that a visitor can see a rollout halt behind its canary. Nothing runs it but a
 * rollout that asks for it.
 * @param {import('./fleet.mjs').DemoHost[]} hosts
 */
export function putFailingCheck(hosts) {
  for (const { root } of hosts) {
    const folder = join(root, 'smoke.d')
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    replaceFile(join(folder, FAILING_CHECK), SCRIPT, 0o755)
  }
}
