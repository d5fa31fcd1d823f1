import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../process/run.mjs'
import { stampIs, writeStamp } from './fingerprint.mjs'

/** @param {string} root */
function wanted(root) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const manifest = readFileSync(join(root, 'package.json'))
  const runtime = `${process.platform} ${process.arch} ${process.versions.modules}`
  return createHash('sha256').update(lock).update(manifest).update(runtime).digest('hex')
}

/**
 * True when npm's own record of node_modules agrees with the lock file, which spares an install when somebody ran `npm ci` by hand.
 * @param {string} root
 */
export function isInstalled(root) {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const there = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(lock).every(([path, wants]) => {
    if (!path.includes('node_modules/') || wants.link) return true
    const has = there[path]
    return has ? has.version === wants.version : Boolean(wants.optional || wants.devOptional)
  })
}

/**
 * Installs the dependencies when they are not those of the lock file.
 * @param {{ root: string, signal?: AbortSignal, note?: (text: string) => void }} options
 * @returns {Promise<boolean>} whether anything was done
 */
export async function install({ root, signal, note = () => {} }) {
  const stamp = join(root, 'node_modules/.goherd-installed')
  const value = wanted(root)
  if (stampIs(stamp, value)) {
    note('nothing to do')
    return false
  }
  const needed = !isInstalled(root)
  if (needed) {
    note('npm ci')
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      env: ownEnvironment(),
      signal,
    })
  }
  writeStamp(stamp, value)
  note(needed ? 'npm ci' : 'there already')
  return needed
}

/** The environment without what the npm that started us says about itself and its flags. */
function ownEnvironment() {
  const isNpms = (/** @type {string} */ name) =>
    /^npm_(lifecycle|package|command|node_execpath|execpath)/.test(name)
  // A production setting of the caller's would leave out what the build needs.
  const kept = Object.entries(process.env).filter(([name]) => !isNpms(name) && name !== 'NODE_ENV')
  return { ...Object.fromEntries(kept), npm_config_include: 'dev' }
}
