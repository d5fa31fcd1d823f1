import { createHash, hash } from 'node:crypto'
import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { GO_ENV_PATH, type Manifest, type ManifestFile } from '@goherd/go-archive'
import { type ObservedBytes, readsGoEnv, renderGoEnv } from '@goherd/model'
import { AgentError } from './agent-error.js'
import { readManifest } from './installed.js'
import { type Layout, treeOf } from './layout.js'
import { look } from './look.js'
import { readGoEnv, settingsIn } from './settings.js'

const BUFFER = 1 << 20
/** Bytes hashed before other work of the agent gets its turn: some 10 ms. */
const TURN_BYTES = 16 << 20
const MAX_SAMPLE = 5
const MAX_SAMPLE_LENGTH = 1024

/**
 * Reads every byte of an installed tree and compares it with its manifest: files that are missing, extra, of another content or
 * mode, and a go.env that Goherd would not have written. Throws `release_incomplete` without a manifest.
 */
export async function verifyBytes(layout: Layout, release: string, now: string): Promise<ObservedBytes> {
  const changed = await changedFiles(layout, release)
  return changed.length === 0 ? { kind: 'intact', checkedAt: now } : describeChanged(changed, now)
}

/**
 * The paths of all files of an installed tree that are not as its manifest says. One reused buffer and synchronous reads, given up
 * to other work every few milliseconds. Throws `release_incomplete` without a manifest.
 */
export async function changedFiles(layout: Layout, release: string): Promise<string[]> {
  const manifest = readManifest(layout, release)
  const tree = treeOf(layout, release)
  const changed: string[] = []
  try {
    const buffer = Buffer.allocUnsafe(BUFFER)
    let sinceTurn = 0
    for (const file of manifest.files) {
      if (!isAsManifested(tree, file, buffer)) changed.push(file.path)
      sinceTurn += file.size + 4096
      if (sinceTurn < TURN_BYTES) continue
      sinceTurn = 0
      await nextTurn()
    }
    changed.push(...extraFiles(tree, manifest))
    if (!hasProperGoEnv(tree, manifest)) changed.push(GO_ENV_PATH)
    return changed
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** The report of changed files: their number, and the first few names. */
export function describeChanged(paths: readonly string[], checkedAt: string): ObservedBytes {
  const sample = paths.slice(0, MAX_SAMPLE).map((path) => path.slice(0, MAX_SAMPLE_LENGTH))
  return { kind: 'changed', checkedAt, count: paths.length, sample }
}

function isAsManifested(tree: string, file: ManifestFile, buffer: Buffer): boolean {
  const path = join(tree, file.path)
  const found = look(path)
  if (!found?.isFile() || found.size !== file.size || (found.mode & 0o7777) !== file.mode) return false
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    return digestOf(fd, buffer) === file.sha256
  } finally {
    closeSync(fd)
  }
}

function digestOf(fd: number, buffer: Buffer): string {
  const first = readSync(fd, buffer, 0, buffer.length, null)
  if (first < buffer.length) return hash('sha256', buffer.subarray(0, first), 'hex')
  const whole = createHash('sha256').update(buffer)
  for (let read = first; read > 0; ) {
    read = readSync(fd, buffer, 0, buffer.length, null)
    whole.update(buffer.subarray(0, read))
  }
  return whole.digest('hex')
}

/** What is in the tree and not in its manifest. Empty folders change no build and are left out. */
function extraFiles(tree: string, manifest: Manifest): string[] {
  const known = new Set(manifest.files.map((file) => file.path)).add(GO_ENV_PATH)
  const extra: string[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const at = join(tree, folder)
    if (!look(at)?.isDirectory()) continue
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) folders.push(path)
      else if (!known.has(path)) extra.push(path)
    }
  }
  return extra.sort()
}

/** go.env is the one file that settings change: it must be the released one with some settings on top, as Goherd writes it. */
function hasProperGoEnv(tree: string, { release, goEnv }: Manifest): boolean {
  const found = readGoEnv(tree)
  if (found === null || goEnv === null) return found === goEnv || (found !== null && readsGoEnv(release))
  return found === goEnv || found === renderGoEnv(goEnv, settingsIn(tree, goEnv))
}
