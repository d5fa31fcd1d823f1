import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Layout } from '../disk/layout.js'
import { isFolder } from '../disk/look.js'
import { detectMachine, type Machine, thisMachine } from '../machine/index.js'
import type { ShellAnswer } from '../shell-path/index.js'
import type { Patient } from './patient.js'

/** A root as a patient, on this machine, with what the test says about the rest. */
export async function patientOf(layout: Layout, more: Partial<Patient> = {}): Promise<Patient> {
  const port = thisMachine()
  return {
    layout,
    port,
    machine: await detectMachine(layout.root, port),
    hasRoot: isFolder(layout.releases),
    nearest: layout.root,
    isUsualRoot: false,
    tmp: tmpdir(),
    env: {},
    shells: [],
    live: undefined,
    identity: undefined,
    now: Date.now,
    ...more,
  }
}

/** A machine that differs from this one. */
export async function machineWith(layout: Layout, more: Partial<Machine>): Promise<Machine> {
  return { ...(await detectMachine(layout.root)), ...more }
}

/** What a shell says when it finds a go. */
export function answer(more: Partial<ShellAnswer>): ShellAnswer {
  return { shell: 'bash', login: true, go: null, goroot: null, trouble: null, ...more }
}

/** A small file system of a test's own. */
export interface SmallDisk {
  readonly folder: string
  /** Changes how it is mounted. */
  remount(options: string): void
  remove(): void
}

/** Whether this user may mount one. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    smallDisk('size=1m').remove()
    return true
  } catch {
    return false
  }
}

/** Mounts a tmpfs with options such as `size=8m,noexec`. */
export function smallDisk(options: string): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'goherd-mount-'))
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'goherd-test', folder], { stdio: 'pipe' })
  return {
    folder,
    remount: (more) => execFileSync('mount', ['-o', `remount,${more}`, folder], { stdio: 'pipe' }),
    remove: () => {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}
