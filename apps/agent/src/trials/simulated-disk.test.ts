import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@goherd/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DiskCall, parseLine } from './disk-calls.js'
import { SimulatedDisk } from './simulated-disk.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-simulated-'))
  mkdirSync(join(folder, 'root'))
  writeFileSync(join(folder, 'root', 'there'), 'there')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (...names: string[]) => join(folder, 'root', ...names)
const SEEDS = 300

/** What a file holds after each of many losses of power at the end of these calls; null where it is not there. */
function afterLosses(calls: readonly DiskCall[], name: string): Set<string | null> {
  const found = new Set<string | null>()
  for (let seed = 0; seed < SEEDS; seed++) {
    const disk = new SimulatedDisk(join(folder, 'root'))
    disk.run(calls)
    const into = join(folder, `lost-${seed}`)
    disk.loseInto(into, seededRandom(seed))
    found.add(existsSync(join(into, name)) ? readFileSync(join(into, name), 'utf8') : null)
    expect(readFileSync(join(into, 'there'), 'utf8')).toBe('there')
    rmSync(into, { recursive: true })
  }
  return found
}

const writeNew = (name: string): DiskCall[] => [
  { kind: 'make', path: at(name), mode: 0o644 },
  { kind: 'write', path: at(name), at: null, bytes: Buffer.from('new') },
]

describe('a simulated disk', () => {
  it('may lose, tear or blank what was not flushed', () => {
    expect([...afterLosses(writeNew('a'), 'a')]).toEqual(
      expect.arrayContaining([null, '', 'n', 'ne', 'new', '\0\0\0']),
    )
  })

  it('shows a renamed file before its bytes, when only its folder was flushed', () => {
    const calls: DiskCall[] = [
      ...writeNew('a.tmp'),
      { kind: 'rename', from: at('a.tmp'), to: at('a') },
      { kind: 'sync', path: at() },
    ]
    expect(afterLosses(calls, 'a')).toContain('')
  })

  it('keeps a file that was flushed before its rename: whole, or not there', () => {
    const calls: DiskCall[] = [
      ...writeNew('a.tmp'),
      { kind: 'sync', path: at('a.tmp') },
      { kind: 'rename', from: at('a.tmp'), to: at('a') },
    ]
    expect(afterLosses(calls, 'a')).toEqual(new Set([null, 'new']))
  })

  it('keeps everything that came before a flush of the whole', () => {
    const disk = new SimulatedDisk(join(folder, 'root'))
    disk.run([...writeNew('a'), { kind: 'sync-all' }])
    const always = () => 0.999_999
    disk.loseInto(join(folder, 'lost'), always)
    expect(readFileSync(join(folder, 'lost', 'a'), 'utf8')).toBe('new')
  })
})

describe('a line of strace', () => {
  const hex = (text: string) => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16)}`).join('')

  it('is read as what it did to the disk', () => {
    const line = `1.5 pwrite64(7<${hex('/r/a')}>, "${hex('xy')}", 2, 10) = 1`
    expect(parseLine(line)).toEqual([
      { time: 1.5, calls: [{ kind: 'write', path: '/r/a', at: 10, bytes: Buffer.from('x') }] },
    ])
    const [made] = parseLine(
      `2.0 openat(AT_FDCWD<${hex('/w')}>, "${hex('/r/a')}", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0600) = 9<${hex('/r/a')}>`,
    )
    expect(made?.calls).toEqual([
      { kind: 'make', path: '/r/a', mode: 0o600 },
      { kind: 'resize', path: '/r/a', size: 0 },
    ])
    expect(parseLine(`3.0 unlinkat(5<${hex('/r')}>, "${hex('a')}", 0) = 0`)[0]?.calls).toEqual([
      { kind: 'remove', path: '/r/a' },
    ])
  })

  it('of a call that failed, or of nothing, is passed over', () => {
    expect(parseLine(`1.0 rename("${hex('/a')}", "${hex('/b')}") = -1 ENOENT (No such file)`)).toEqual([])
    expect(parseLine('1.0 +++ exited with 0 +++')).toEqual([])
  })
})
