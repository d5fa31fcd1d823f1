import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const GIB = 2 ** 30
/** What a run of all tests has in its temporary folder at most, and what everything else needs beside it, in bytes. */
const FOLDER = 10 * GIB
const REST = 6 * GIB

/**
 * A folder for everything that tests put away for a while: in memory where there is plenty, since they unpack hundreds of
 * thousands of files; else on the disk.
 * @param {{ memory?: string, free?: () => number }} [options] `memory` a file system in memory, `free` bytes of memory that can be had
 * @returns {{ folder: string, remove: () => void }}
 */
export function temporaryFolder({ memory = '/dev/shm', free = freeMemory } = {}) {
  const folder = mkdtempSync(join(suits(memory, free) ? memory : tmpdir(), 'goherd-tests-'))
  // As in any temporary folder, users other than this one come in: PostgreSQL's, and those that tests run as.
  chmodSync(folder, 0o1777)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

/** @param {string} memory @param {() => number} free */
function suits(memory, free) {
  if (!existsSync(memory) || free() < FOLDER + REST) return false
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize >= FOLDER && runsPrograms(memory)
}

/** @param {string} memory false where it is mounted `noexec`, or cannot be written to */
function runsPrograms(memory) {
  let folder
  try {
    folder = mkdtempSync(join(memory, 'goherd-try-'))
    writeFileSync(join(folder, 'try'), '#!/bin/sh\nexit 7\n', { mode: 0o755 })
    return spawnSync(join(folder, 'try')).status === 7
  } catch {
    return false
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}

/** Bytes of memory that a process of this machine, or of this container, can still have; 0 when nobody says. */
function freeMemory() {
  const machine = Number(/MemAvailable:\s+(\d+) kB/.exec(read('/proc/meminfo'))?.[1] ?? 0) * 1024
  const limit = Number(read('/sys/fs/cgroup/memory.max'))
  const used = Number(read('/sys/fs/cgroup/memory.current'))
  return limit > 0 ? Math.min(machine, limit - used) : machine
}

/** @param {string} file */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '')
