import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FAILING_CHECK, putFailingCheck } from './failing-check.mjs'

/** @type {string} */
let data
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'goherd-check-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

describe('the check of the demonstration', () => {
  const host = (/** @type {string} */ name) => ({ name, group: 'build', root: join(data, name) })
  const file = (/** @type {string} */ name) => join(data, name, 'smoke.d', FAILING_CHECK)

  it('is on every host, as an executable that nobody else may write, and again after a second start', () => {
    const hosts = [host('build-1'), host('build-2')]
    putFailingCheck(hosts)
    putFailingCheck(hosts)
    for (const { name } of hosts) {
      expect(statSync(file(name)).mode & 0o100).toBe(0o100)
      for (const path of [file(name), join(file(name), '..')]) expect(statSync(path).mode & 0o022).toBe(0)
    }
  })

  it('fails, and says between which releases and that it is a demonstration', () => {
    putFailingCheck([host('build-1')])
    const ran = spawnSync(file('build-1'), {
      env: { PATH: process.env.PATH, GOHERD_PREVIOUS: 'go1.22.12', GOHERD_RELEASE: 'go1.23.5' },
      encoding: 'utf8',
    })
    expect(ran.status).toBe(1)
    expect(ran.stdout).toMatch(/under go1\.22\.12 does not work under go1\.23\.5 .*demonstration/)
  })
})
