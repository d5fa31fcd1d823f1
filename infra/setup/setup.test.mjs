import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fingerprint, stampIs, writeStamp } from './fingerprint.mjs'
import { install, isInstalled } from './install.mjs'
import { checkNodeVersion } from './node-version.mjs'

/** @type {string} */
let root
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'goherd-setup-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** @param {Record<string, object>} locked @param {Record<string, object>} there */
function clone(locked, there) {
  mkdirSync(join(root, 'node_modules'))
  writeFileSync(join(root, 'package.json'), '{}')
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }))
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: there }))
}

describe('isInstalled', () => {
  const zod = { version: '4.6.7' }

  it('agrees with a node_modules that npm has filled from the lock file', () => {
    const locked = {
      '': {},
      'apps/cli': {},
      'node_modules/zod': zod,
      'node_modules/goherd': { link: true },
      'node_modules/linux-only': { version: '1.0.0', optional: true },
    }
    clone(locked, { 'node_modules/zod': zod })
    expect(isInstalled(root)).toBe(true)
  })

  it.each([
    ['a package is missing', {}],
    ['a package has another version', { 'node_modules/zod': { version: '4.0.0' } }],
  ])('disagrees when %s', (_, there) => {
    clone({ 'node_modules/zod': zod }, there)
    expect(isInstalled(root)).toBe(false)
  })

  it('disagrees when there is nothing', () => {
    expect(isInstalled(root)).toBe(false)
  })

  it('spares the install, and is not asked again', async () => {
    clone({ 'node_modules/zod': zod }, { 'node_modules/zod': zod })
    expect(await install({ root })).toBe(false)
    rmSync(join(root, 'node_modules/.package-lock.json'))
    expect(await install({ root })).toBe(false)
  })
})

describe('fingerprint', () => {
  it('changes with a source, and not with what a build or a test leaves', () => {
    mkdirSync(join(root, 'apps/x/src'), { recursive: true })
    mkdirSync(join(root, 'apps/x/dist'))
    writeFileSync(join(root, 'apps/x/src/main.ts'), 'one')
    const before = fingerprint(root, ['apps'])
    writeFileSync(join(root, 'apps/x/dist/main.js'), 'built')
    writeFileSync(join(root, 'apps/x/src/main.spec.ts'), 'a test')
    expect(fingerprint(root, ['apps', 'not-there'])).toBe(before)
    utimesSync(join(root, 'apps/x/src/main.ts'), 1, 1)
    expect(fingerprint(root, ['apps'])).not.toBe(before)
  })

  it('is compared with what was stamped', () => {
    const stamp = join(root, '.cache/stamp')
    expect(stampIs(stamp, 'a')).toBe(false)
    writeStamp(stamp, 'a')
    expect([stampIs(stamp, 'a'), stampIs(stamp, 'b')]).toEqual([true, false])
  })
})

describe('checkNodeVersion', () => {
  it.each(['20.19.0', '20.20.2', '22.1.0', '24.0.0'])('takes %s', (version) => {
    expect(() => checkNodeVersion(version)).not.toThrow()
  })

  it.each(['18.20.0', '20.18.9'])('refuses %s', (version) => {
    expect(() => checkNodeVersion(version)).toThrow(expect.objectContaining({ code: 'node_too_old' }))
  })
})
