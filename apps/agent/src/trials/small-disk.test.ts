import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { smallGoRelease } from '@goherd/go-archive/tar-maker'
import { describe, expect, it } from 'vitest'
import { activate } from '../disk/activate.js'
import { AgentError } from '../disk/agent-error.js'
import { verifyBytes } from '../disk/observe.js'
import { archiveOf, goodRelease, install, sandbox, scriptedGo } from '../disk/sandbox.js'
import { takeSnapshot } from '../disk/snapshot.js'
import { shown } from './shown.js'
import { goOf } from './stage.js'

const ROW = 'a real small disk, full and then read-only'
const OLD = 'go1.21.13'
const NEW = 'go1.22.12'
/** More than the margin that is checked before, less than what the archive unpacks to. */
const SMALL = '80m'
const ROOMY = '400m'

const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' })

/** A disk of this size of our own, or why there is none. */
function smallDisk(): { readonly folder: string } | { readonly missing: string } {
  if (process.getuid?.() !== 0) return { missing: 'only root may mount a disk' }
  const folder = mkdtempSync(join(tmpdir(), 'goherd-small-disk-'))
  try {
    mount('-t', 'tmpfs', '-o', `size=${SMALL}`, 'none', folder)
    return { folder }
  } catch {
    rmSync(folder, { recursive: true })
    return { missing: 'this machine lets nobody mount a disk' }
  }
}

const disk = smallDisk()
if ('missing' in disk) shown({ row: ROW, trials: 0, failures: 0, note: `skipped: ${disk.missing}` })

describe.skipIf('missing' in disk)('a real small disk', () => {
  it('that is full, or read-only, is named, keeps its go, and takes the release later', async () => {
    if ('missing' in disk) return
    const { folder } = disk
    try {
      const box = await sandbox(folder)
      await install(box.layout, goodRelease(OLD))
      await activate(box.layout, OLD)
      // Zeros: small as an archive, and more than the disk has when unpacked.
      const ballast = { name: 'go/src/ballast.bin', body: new Uint8Array(100_000_000) }
      const large = archiveOf(NEW, [...smallGoRelease(NEW, scriptedGo(NEW)), ballast])
      const codeOf = (work: Promise<unknown>) =>
        work.then(
          () => 'done',
          (thrown: unknown) => AgentError.from(thrown).code,
        )
      const isUntouched = () => {
        expect(readlinkSync(box.layout.current)).toBe(`releases/${OLD}`)
        expect(goOf(box)).toBe(OLD)
        expect(readdirSync(box.layout.staging)).toEqual([])
        expect(readdirSync(box.layout.releases).sort()).toEqual([OLD, `${OLD}.manifest`])
      }
      expect(await codeOf(install(box.layout, large))).toBe('disk_full')
      isUntouched()
      mount('-o', 'remount,ro', folder)
      expect(await codeOf(install(box.layout, large))).toBe('read_only_disk')
      const snapshot = { reason: 'a trial', now: '2026-01-01T00:00:00.000Z', id: 's1' }
      expect(await codeOf(takeSnapshot(box.layout, snapshot))).toBe('read_only_disk')
      isUntouched()
      mount('-o', `remount,rw,size=${ROOMY}`, folder)
      await install(box.layout, large)
      await activate(box.layout, NEW)
      expect(goOf(box)).toBe(NEW)
      expect(await verifyBytes(box.layout, NEW, '')).toMatchObject({ kind: 'intact' })
      shown({ row: ROW, trials: 3, failures: 0 })
    } finally {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    }
  })
})
