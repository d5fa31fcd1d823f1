import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BLANK_MEMORY, type Memory } from '@goherd/agent-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layoutOf } from './disk/layout.js'
import { MemoryFile, parseMemory } from './memory-file.js'

const ERROR = { code: 'disk_full', message: 'full', hint: 'Free some.' }
const FULL: Memory = {
  accepted: {
    epoch: 3,
    desired: { release: 'go1.22.12', settings: { GOPROXY: 'direct' } },
    archive: {
      filename: 'go1.22.12.linux-amd64.tar.gz',
      sha256: 'a'.repeat(64),
      size: 5,
      treeDigest: 'b'.repeat(64),
    },
    origin: { kind: 'revision', number: 1, digest: 'c'.repeat(64) },
    urgent: true,
    reason: 'because',
  },
  reachedEpoch: 2,
  journal: {
    epoch: 3,
    target: { release: 'go1.22.12', settings: {} },
    from: { release: null, elsewhere: '/opt/go', settings: {} },
    scope: 'link',
    direction: 'back',
    error: ERROR,
  },
  failure: { epoch: 3, error: ERROR, attempts: 2, retryAt: 1_767_225_600_000 },
  checked: {
    release: 'go1.21.13',
    goVersion: 'go1.21.13',
    bytes: { kind: 'changed', checkedAt: '2026-01-01T00:00:00.000Z', count: 1, sample: ['bin/go'] },
  },
  nextVerifyAt: 1_767_225_600_000,
  nextSnapshotAt: 3,
  changes: 4,
  drain: { epoch: 3, since: 1, until: 2 },
  correction: {
    epoch: 3,
    recent: [{ kinds: ['link', 'bytes'], at: 4 }],
    stand: { kind: 'mending', found: 'the current link is gone' },
  },
  hold: { reason: 'a demo', by: 'ann', since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T01:00:00.000Z' },
  seq: 17,
  events: [
    { id: 'a-1', at: '2026-01-01T00:00:00.000Z', kind: 'failed', epoch: 3, message: 'full', error: ERROR },
  ],
}

describe('the memory on disk', () => {
  let root: string
  let path: string
  let file: MemoryFile

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'goherd-memory-'))
    const layout = layoutOf(root)
    mkdirSync(layout.state)
    path = join(layout.state, 'memory.json')
    file = new MemoryFile(layout)
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('is blank on a new root', () => {
    expect(file.load()).toEqual(BLANK_MEMORY)
  })

  it('comes back as it was saved, whatever is in it', () => {
    file.save(FULL)
    expect(file.load()).toEqual(FULL)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('falls back to the one before when it is cut off at any place', () => {
    file.save({ ...FULL, seq: 1 })
    file.save({ ...FULL, seq: 2 })
    const whole = readFileSync(path, 'utf8')
    for (let length = 0; length < whole.length; length += 37) {
      writeFileSync(path, whole.slice(0, length))
      expect(file.load().seq).toBe(1)
    }
    writeFileSync(path, whole)
    expect(file.load().seq).toBe(2)
  })

  it('falls back to the one before when a byte was changed', () => {
    file.save({ ...FULL, seq: 1 })
    file.save({ ...FULL, seq: 2 })
    writeFileSync(path, readFileSync(path, 'utf8').replace('"epoch":3', '"epoch":4'))
    expect(file.load().seq).toBe(1)
  })

  it('falls back to the one before when it is gone: a kill between the two renames', () => {
    file.save({ ...FULL, seq: 1 })
    file.save({ ...FULL, seq: 2 })
    rmSync(path)
    expect(file.load().seq).toBe(1)
  })

  it('is not taken for blank when both are damaged', () => {
    file.save(FULL)
    file.save(FULL)
    writeFileSync(path, 'x')
    writeFileSync(join(root, 'state', 'memory.previous.json'), '')
    expect(() => file.load()).toThrow(/are damaged/)
  })

  it('says why it cannot be saved', () => {
    rmSync(join(root, 'state'), { recursive: true })
    expect(() => file.save(FULL)).toThrow(expect.objectContaining({ code: 'file_missing' }))
  })

  it('of an agent before holds and drains is read as one without', () => {
    const { nextSnapshotAt: _, changes: __, drain: ___, hold: ____, ...old } = FULL
    const body = JSON.stringify(old)
    const digest = createHash('sha256').update(body).digest('hex')
    const { nextSnapshotAt, changes, drain, hold } = BLANK_MEMORY
    expect(parseMemory(`${digest}\n${body}`)).toEqual({ ...FULL, nextSnapshotAt, changes, drain, hold })
  })

  it('of another shape is not whole, although its checksum fits', () => {
    file.save(FULL)
    const [, body = ''] = readFileSync(path, 'utf8').split('\n')
    expect(parseMemory(readFileSync(path, 'utf8'))).toEqual(FULL)
    expect(parseMemory(body)).toBeUndefined()
    expect(parseMemory('')).toBeUndefined()
  })
})
