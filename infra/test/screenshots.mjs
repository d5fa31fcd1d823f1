#!/usr/bin/env node
// `npm run screenshots`: pictures of every page of the running product, in both themes and three widths, under
// e2e/artifacts/pictures; those in docs/images are made anew.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { goFolderForTests } from '../go/source.mjs'
import { describeProblem } from '../say/problem.mjs'
import { Progress } from '../say/progress.mjs'
import { build } from '../setup/build.mjs'
import { install } from '../setup/install.mjs'
import { checkNodeVersion } from '../setup/node-version.mjs'
import { root } from '../setup/root.mjs'
import { findBrowser } from './browser.mjs'

const progress = new Progress()
const { signal } = new AbortController()
try {
  checkNodeVersion()
  await progress.step('installing dependencies', (note) => install({ root, signal, note }))
  await progress.step('building', (note) => build({ root, signal, note }))
  const go = await progress.step('getting Go releases', (note) => goFolderForTests({ signal, note }))
  const browser = findBrowser().executable
  const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', '--project', 'pictures'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, GOHERD_TEST_GO: go, ...(browser ? { GOHERD_TEST_BROWSER: browser } : {}) },
  })
  process.exitCode = status ?? 1
} catch (error) {
  console.error(describeProblem(error))
  process.exitCode = 1
}
