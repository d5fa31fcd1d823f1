import { existsSync, statfsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'
import { bytesNeeded, freeSpaceOf } from '../disk/free-space.js'
import { runCommand } from '../disk/run-command.js'
import { megabytes } from '../say.js'
import { type Finding, fail, ok, warn } from './finding.js'
import type { Patient } from './patient.js'

/** A Go archive of these days. */
const ARCHIVE = 80_000_000
const FILES = 20_000

/** From statfs(2): file systems on which a rename or a lock of one machine is not always seen at once by another. */
const NETWORK: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB',
  16914839: '9p',
  1702057286: 'FUSE',
  12805120: 'Ceph',
}

/** Whether the root's file system takes files, runs programs and tells upper from lower case: tried out, not read from a table. */
export async function checkFileSystem({ hasRoot, layout }: Patient): Promise<Finding> {
  const id = 'file-system'
  if (!hasRoot) return ok(id, 'not tried, because the root is not there yet')
  const found = await tryFolder(layout.staging)
  switch (found.kind) {
    case 'not-written':
      return fail(id, `${layout.staging} cannot be written: ${found.error.message}`, found.error.hint)
    case 'not-run':
      return fail(
        id,
        `programs in ${layout.root} are not run: ${found.why}`,
        'Mount its file system without noexec.',
      )
    case 'good':
      return found.tellsCase
        ? ok(id, 'the file system takes files and runs programs')
        : warn(
            id,
            'the file system does not tell upper from lower case',
            'Give --root a folder on one that does.',
          )
  }
}

/** Whether the root lies on a network. */
export function checkNetworkDisk({ nearest }: Patient): Finding {
  const kind = NETWORK[statfsSync(nearest).type >>> 0]
  if (kind === undefined) return ok('local-disk', 'the root lies on a local disk')
  return warn(
    'local-disk',
    `the root lies on ${kind}`,
    'One agent only may use it. A folder on a local disk is faster and surer.',
  )
}

/** Whether a typical install fits. */
export async function checkSpace({ nearest }: Patient): Promise<Finding> {
  const { bytes } = await freeSpaceOf(nearest)
  const needed = bytesNeeded({ archiveSize: ARCHIVE, toDownload: ARCHIVE })
  const says = `${megabytes(bytes)} are free at ${nearest}; an install takes up to ${megabytes(needed)}`
  const fix = 'Free some space, or uninstall a release that is not needed: goherd-agent ls.'
  if (bytes < needed) return fail('space', says, fix)
  return bytes < 2 * needed ? warn('space', says, fix) : ok('space', says)
}

/** Whether the file system has room for a release's files. */
export async function checkInodes({ nearest }: Patient): Promise<Finding> {
  const { inodes } = await freeSpaceOf(nearest)
  if (inodes === null) return ok('inodes', 'the file system has no fixed number of files')
  const says = `${inodes} more files can be made at ${nearest}; a release has up to ${FILES}`
  return inodes < FILES
    ? fail('inodes', says, 'Remove files that are not needed from this file system.')
    : ok('inodes', says)
}

/** Whether `go run` and `go test`, which build into the folder for temporary files, can run what they built. */
export async function checkTemp({ tmp }: Patient): Promise<Finding> {
  const found = await tryFolder(tmp)
  switch (found.kind) {
    case 'not-written':
      return fail(
        'temp',
        `${tmp} cannot be written: ${found.error.message}`,
        'Make it writable, or set TMPDIR.',
      )
    case 'not-run':
      return warn(
        'temp',
        `go run and go test fail, because programs in ${tmp} are not run: ${found.why}`,
        'Run: go env -w GOTMPDIR=$HOME/.cache/go-tmp, after making that folder.',
      )
    case 'good':
      return ok('temp', `${tmp} takes files and runs programs`)
  }
}

type Tried =
  | { readonly kind: 'not-written'; readonly error: AgentError }
  | { readonly kind: 'not-run'; readonly why: string }
  | { readonly kind: 'good'; readonly tellsCase: boolean }

/** Writes a tiny program into a folder and runs it. Leaves nothing. */
async function tryFolder(folder: string): Promise<Tried> {
  let made: string | undefined
  try {
    made = await mkdtemp(join(folder, 'doctor-'))
    const program = join(made, 'program')
    await writeFile(program, '#!/bin/sh\nexit 0\n')
    await chmod(program, 0o755)
    const tellsCase = !existsSync(join(made, 'PROGRAM'))
    if (process.platform === 'win32') return { kind: 'good', tellsCase }
    const end = await runCommand({
      file: program,
      args: [],
      cwd: tmpdir(),
      env: { PATH: '/usr/bin:/bin' },
      timeoutMs: 5000,
      signal: new AbortController().signal,
    })
    if (end.kind === 'not-started') return { kind: 'not-run', why: end.cause.message }
    return end.kind === 'exited' && end.status === 0
      ? { kind: 'good', tellsCase }
      : { kind: 'not-run', why: 'a tiny script did not end as it should' }
  } catch (cause) {
    if (errnoOf(cause) === undefined) throw cause
    return { kind: 'not-written', error: AgentError.from(cause) }
  } finally {
    if (made !== undefined) await rm(made, { recursive: true, force: true })
  }
}
