import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const IN_MEMORY = '/dev/shm'

/** Where trials that flush a disk again and again are made: in memory where programs may be run from there, else among temporary files. */
export function quickFolder(): string {
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(IN_MEMORY, 'goherd-may-run-'))
    const program = join(folder, 'program')
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
    execFileSync(program)
    return IN_MEMORY
  } catch {
    return tmpdir()
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}
