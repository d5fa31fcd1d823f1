import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { snapshotSummary } from '@goherd/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate } from './activate.js'
import { goodRelease, install, type Sandbox, sandbox } from './sandbox.js'
import { writeSettings } from './settings.js'
import { checkSnapshot, listSnapshots, readSnapshot, readSnapshotTrees, takeSnapshot } from './snapshot.js'

let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
})
afterEach(() => box.remove())

const at = (minute: number) => new Date(Date.UTC(2025, 1, 4, 12, minute)).toISOString()
const take = (n: number) =>
  takeSnapshot(box.layout, { reason: `before change ${n}`, now: at(n), id: `s${n}` })
const fileOf = (n: number) => join(box.layout.snapshots, `s${n}.json`)

describe('takeSnapshot', () => {
  it('records an empty host', async () => {
    expect(await take(1)).toEqual({
      id: 's1',
      parent: null,
      release: null,
      treeDigest: null,
      settings: {},
      reason: 'before change 1',
      takenAt: at(1),
    })
  })

  it('records release, tree, settings and the snapshot before', async () => {
    const { treeDigest } = await install(box.layout, goodRelease('go1.22.12'))
    await writeSettings(box.layout, 'go1.22.12', { GOPROXY: 'off' })
    await activate(box.layout, 'go1.22.12')
    await take(1)
    const second = await take(2)
    expect(second).toMatchObject({
      parent: 's1',
      release: 'go1.22.12',
      treeDigest,
      settings: { GOPROXY: 'off' },
    })
    expect(snapshotSummary.parse(second)).toEqual(second)
    expect(readSnapshot(box.layout, 's2')).toEqual(second)
    expect(listSnapshots(box.layout).snapshots.map(({ id }) => id)).toEqual(['s2', 's1'])
    expect(readFileSync(fileOf(2), 'utf8')).toContain(`"go1.22.12": "${treeDigest}"`)
  })

  it('keeps the newest thirty of its own, and all but the newest twenty of those taken by hand go', async () => {
    for (let n = 1; n <= 25; n++) {
      await takeSnapshot(box.layout, { reason: 'by hand', now: at(n), id: `m${n}`, manual: true })
    }
    for (let n = 30; n <= 62; n++) await take(n)
    const { snapshots, broken } = listSnapshots(box.layout)
    const own = Array.from({ length: 30 }, (_, i) => `s${62 - i}`)
    const byHand = Array.from({ length: 20 }, (_, i) => `m${25 - i}`)
    expect(snapshots.map(({ id }) => id)).toEqual([...own, ...byHand])
    expect(snapshots.filter(({ manual }) => manual)).toHaveLength(20)
    expect(snapshots.find(({ id }) => id === 's33')?.parent).toBe('s32')
    expect(broken).toEqual([])
    expect(readdirSync(box.layout.snapshots)).toHaveLength(50)
    expect(statSync(fileOf(62)).mode & 0o777).toBe(0o600)
  })

  it('tells every tree that was there, for a comparison', async () => {
    const { treeDigest } = await install(box.layout, goodRelease('go1.22.12'))
    await take(1)
    expect(readSnapshotTrees(box.layout, 's1')).toEqual({ 'go1.22.12': treeDigest })
    expect(() => readSnapshotTrees(box.layout, 's2')).toThrow(
      expect.objectContaining({ code: 'snapshot_unknown' }),
    )
  })

  it('refuses an id that is a path', async () => {
    const bad = takeSnapshot(box.layout, { reason: 'x', now: at(1), id: '../../evil' })
    await expect(bad).rejects.toThrow()
    expect(readdirSync(box.layout.root)).not.toContain('evil.json')
  })
})

describe('a snapshot that was damaged', () => {
  it('is reported and not used, wherever it was cut off', async () => {
    await take(1)
    await take(2)
    const text = readFileSync(fileOf(2), 'utf8')
    for (let length = 0; length < text.length - 2; length += 7) {
      expect(checkSnapshot(text.slice(0, length)), `cut at ${length}`).toMatchObject({ kind: 'broken' })
    }
    writeFileSync(fileOf(2), text.slice(0, 100))
    expect(listSnapshots(box.layout)).toMatchObject({
      snapshots: [{ id: 's1' }],
      broken: [{ file: 's2.json', reason: expect.stringContaining('cut off') }],
    })
    expect(() => readSnapshot(box.layout, 's2')).toThrow(
      expect.objectContaining({ code: 'snapshot_damaged' }),
    )
  })

  it.each<[string, (text: string) => string]>([
    ['its reason', (text) => text.replace('before change', 'because')],
    ['its release', (text) => text.replace('"release": null', '"release": "go1.2.3"')],
    ['its settings', (text) => text.replace('"settings": {}', '"settings": {"GOPROXY":"https://evil"}')],
    ['its time', (text) => text.replace('2025', '2035')],
    ['its checksum', (text) => text.replace(/"checksum": "./, '"checksum": "x')],
    ['its format', (text) => text.replace('"format": 1', '"format": 2')],
  ])('by an edit of %s is not used', async (_, edit) => {
    await take(1)
    const text = readFileSync(fileOf(1), 'utf8')
    expect(edit(text)).not.toBe(text)
    writeFileSync(fileOf(1), edit(text))
    expect(listSnapshots(box.layout)).toMatchObject({ snapshots: [], broken: [{ file: 's1.json' }] })
    // The next one does not build on it.
    expect((await take(2)).parent).toBeNull()
  })

  it('by another name is not used: it would be found under the wrong id', async () => {
    await take(1)
    renameSync(fileOf(1), fileOf(9))
    expect(listSnapshots(box.layout)).toMatchObject({ snapshots: [], broken: [{ file: 's9.json' }] })
    expect(() => readSnapshot(box.layout, 's9')).toThrow(
      expect.objectContaining({ code: 'snapshot_damaged' }),
    )
  })

  it('by a folder in its place is reported', () => {
    mkdirSync(fileOf(3))
    expect(listSnapshots(box.layout).broken).toEqual([{ file: 's3.json', reason: 'it is not a file' }])
  })
})

describe('readSnapshot', () => {
  it.each(['nothing', '../state/secret', '', 'a/b'])('knows no %j', (id) => {
    expect(() => readSnapshot(box.layout, id)).toThrow(
      expect.objectContaining({
        code: 'snapshot_unknown',
        hint: expect.stringContaining('goherd-agent snapshots'),
      }),
    )
  })
})
