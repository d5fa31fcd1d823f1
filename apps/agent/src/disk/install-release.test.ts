import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { smallGoRelease } from '@goherd/go-archive/tar-maker'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate } from './activate.js'
import { fsyncBelow } from './flush.js'
import { manifestOf, treeOf } from './layout.js'
import { archiveOf, goodRelease, install, inventory, type Sandbox, sandbox } from './sandbox.js'
import { readSettings, writeSettings } from './settings.js'
import { verifyBytes } from './verify-bytes.js'

const RELEASE = 'go1.22.12'
const made = goodRelease(RELEASE)
const noSource = { open: () => Promise.reject(new Error('it was fetched')) }

let box: Sandbox
let tree: string
beforeEach(async () => {
  box = await sandbox()
  tree = treeOf(box.layout, RELEASE)
})
afterEach(() => box.remove())

describe('installRelease', () => {
  it('makes tree and manifest, with the modes of the archive whatever the umask', async () => {
    const umask = process.umask(0o077)
    try {
      await install(box.layout, made)
    } finally {
      process.umask(umask)
    }
    expect(readdirSync(box.layout.releases).sort()).toEqual([RELEASE, `${RELEASE}.manifest`])
    expect(statSync(tree).mode & 0o7777).toBe(0o755)
    expect(statSync(join(tree, 'pkg/tool')).mode & 0o7777).toBe(0o755)
    expect(statSync(join(tree, 'bin/go')).mode & 0o7777).toBe(0o755)
    expect(statSync(join(tree, 'src/runtime/proc.go')).mode & 0o7777).toBe(0o644)
    expect(await verifyBytes(box.layout, RELEASE, 'now')).toMatchObject({ kind: 'intact' })
  })

  it('gives the same tree digest every time, and takes it when it was signed', async () => {
    const first = await install(box.layout, made)
    rmSync(tree, { recursive: true })
    rmSync(manifestOf(box.layout, RELEASE))
    const signed = { ...made, archive: { ...made.archive, treeDigest: first.treeDigest } }
    expect(await install(box.layout, signed)).toEqual(first)
  })

  it('keeps a tree that is intact, without fetching anything', async () => {
    const first = await install(box.layout, made)
    const before = inventory(box.folder)
    expect(await install(box.layout, made, { source: noSource })).toEqual(first)
    expect(inventory(box.folder)).toEqual(before)
  })

  it('mends a go.env alone without fetching anything', async () => {
    await install(box.layout, made)
    writeFileSync(join(tree, 'go.env'), '# edited\n')
    await install(box.layout, made, { source: noSource, settings: { GOPROXY: 'off' } })
    expect(await readSettings(box.layout, RELEASE)).toEqual({ GOPROXY: 'off' })
    expect(await verifyBytes(box.layout, RELEASE, 'now')).toMatchObject({ kind: 'intact' })
  })

  it('moves a leftover tree without manifest away and never unpacks over it', async () => {
    mkdirSync(join(tree, 'src'), { recursive: true })
    writeFileSync(join(tree, 'src', 'stale.go'), 'package stale')
    await install(box.layout, made)
    expect(existsSync(join(tree, 'src', 'stale.go'))).toBe(false)
    expect(await verifyBytes(box.layout, RELEASE, 'now')).toMatchObject({ kind: 'intact' })
    expect(readdirSync(box.layout.staging)).toEqual([])
  })

  it('replaces a tree that was signed with another digest since', async () => {
    const other = archiveOf(RELEASE, [
      ...smallGoRelease(RELEASE),
      { name: 'go/src/more.go', body: 'package more' },
    ])
    const { treeDigest } = await install(box.layout, other)
    const mine = await install(box.layout, made)
    expect(mine.treeDigest).toBe(treeDigest)
    const signed = { ...made, archive: { ...made.archive, treeDigest: 'a'.repeat(64) } }
    await expect(install(box.layout, signed)).rejects.toMatchObject({ code: 'tree_mismatch' })
    expect(await verifyBytes(box.layout, RELEASE, 'now')).toMatchObject({ kind: 'intact' })
  })

  it('refuses when there is no room, before anything is fetched', async () => {
    const huge = { ...made.archive, size: 2 ** 31 }
    const { bavail, bsize } = statfsSync(box.folder)
    const work = install(box.layout, { ...made, archive: huge }, { source: noSource })
    const code = bavail * bsize < 5 * 2 ** 31 ? 'disk_full' : 'internal'
    await expect(work).rejects.toMatchObject({ code })
  })

  it('does nothing after an abort', async () => {
    const before = inventory(box.folder)
    const work = install(box.layout, made, { signal: AbortSignal.abort() })
    await expect(work).rejects.toMatchObject({ code: 'aborted' })
    expect(inventory(box.folder)).toEqual(before)
  })
})

describe('a damaged active tree', () => {
  beforeEach(async () => {
    await install(box.layout, made)
    await writeSettings(box.layout, RELEASE, { GOPROXY: 'off' })
    await activate(box.layout, RELEASE)
  })

  it.each<[string, () => void]>([
    ['a changed file', () => writeFileSync(join(tree, 'src/empty.go'), 'package evil')],
    ['a missing go', () => rmSync(join(tree, 'bin/go'))],
    ['no manifest', () => rmSync(manifestOf(box.layout, RELEASE))],
    ['no tree at all', () => rmSync(tree, { recursive: true })],
  ])('with %s is replaced, settings included', async (_, damage) => {
    damage()
    await install(box.layout, made, { settings: { GOPROXY: 'off' } })
    expect(readlinkSync(box.layout.current)).toBe(`releases/${RELEASE}`)
    expect(await verifyBytes(box.layout, RELEASE, 'now')).toMatchObject({ kind: 'intact' })
    expect(await readSettings(box.layout, RELEASE)).toEqual({ GOPROXY: 'off' })
    expect(readdirSync(box.layout.staging)).toEqual([])
  })

  it('is replaced without a moment in which there is no go', async () => {
    writeFileSync(join(tree, 'src/empty.go'), 'package evil')
    let looks = 0
    let missed = 0
    let done = false
    const look = (async () => {
      while (!done) {
        looks += 1
        if (!existsSync(join(box.layout.current, 'bin', 'go'))) missed += 1
        await new Promise(setImmediate)
      }
    })()
    await install(box.layout, made, { settings: { GOPROXY: 'off' } })
    done = true
    await look
    expect(looks).toBeGreaterThan(20)
    expect(missed).toBe(0)
    expect(readFileSync(join(tree, 'src/empty.go'), 'utf8')).toBe('')
  })

  it('stays when the new one cannot be had', async () => {
    writeFileSync(join(tree, 'src/empty.go'), 'package evil')
    const before = inventory(box.folder)
    await expect(install(box.layout, made, { source: noSource })).rejects.toMatchObject({ code: 'internal' })
    expect(inventory(box.folder, [box.layout.cache]).filter((line) => !line.includes('cache'))).toEqual(
      before.filter((line) => !line.includes('cache')),
    )
  })
})

describe('fsyncBelow', () => {
  it('goes through a whole tree without changing it', async () => {
    await install(box.layout, made)
    const before = inventory(box.folder)
    fsyncBelow(box.layout.releases)
    expect(inventory(box.folder)).toEqual(before)
    expect(lstatSync(tree).isDirectory()).toBe(true)
  })
})
