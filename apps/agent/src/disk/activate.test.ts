import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate, deactivate } from './activate.js'
import { manifestOf, treeOf } from './layout.js'
import { goodRelease, install, inventory, type Sandbox, sandbox } from './sandbox.js'

let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
  await install(box.layout, goodRelease('go1.21.13'))
  await install(box.layout, goodRelease('go1.22.12'))
})
afterEach(() => box.remove())

/** Reads a file through the link without pause, in a thread of its own, until told to stop. */
const READER = `
const { readFileSync } = require('node:fs')
const { workerData, parentPort } = require('node:worker_threads')
let reads = 0, missed = 0
const told = new Int32Array(workerData.told)
while (Atomics.load(told, 0) === 0) {
  try { readFileSync(workerData.path); reads++ } catch (error) { missed++ }
}
parentPort.postMessage({ reads, missed })
`

describe('activate', () => {
  it('makes a link with exactly the text of DESIGN, and replaces it', async () => {
    await activate(box.layout, 'go1.21.13')
    expect(readlinkSync(box.layout.current)).toBe('releases/go1.21.13')
    await activate(box.layout, 'go1.22.12')
    expect(readlinkSync(box.layout.current)).toBe('releases/go1.22.12')
    expect(readdirSync(box.layout.root)).not.toContain('current.next')
  })

  it.each<[string, (path: string) => void]>([
    ['a link to somewhere else', (path) => symlinkSync('/usr/lib/go', path)],
    ['a dangling link', (path) => symlinkSync('releases/go1.2.3', path)],
    ['a ring', (path) => symlinkSync('current', path)],
    ['a file', (path) => writeFileSync(path, 'x')],
  ])('replaces %s', async (_, make) => {
    make(box.layout.current)
    await activate(box.layout, 'go1.22.12')
    expect(readlinkSync(box.layout.current)).toBe('releases/go1.22.12')
  })

  it('does not mind a link that a kill left beside', async () => {
    symlinkSync('releases/go1.21.13', join(box.layout.root, 'current.next'))
    await activate(box.layout, 'go1.22.12')
    expect(readlinkSync(box.layout.current)).toBe('releases/go1.22.12')
  })

  it('refuses to remove a folder that somebody put there', async () => {
    mkdirSync(box.layout.current)
    writeFileSync(join(box.layout.current, 'work'), 'mine')
    const before = inventory(box.folder)
    await expect(activate(box.layout, 'go1.22.12')).rejects.toMatchObject({ code: 'current_not_a_link' })
    expect(inventory(box.folder)).toEqual(before)
  })

  it.each<[string, () => void]>([
    ['that was never installed', () => rmSync(treeOf(box.layout, 'go1.22.12'), { recursive: true })],
    ['without its manifest', () => rmSync(manifestOf(box.layout, 'go1.22.12'))],
    ['without its go', () => rmSync(join(treeOf(box.layout, 'go1.22.12'), 'bin', 'go'))],
  ])('refuses a release %s and leaves the link', async (_, damage) => {
    await activate(box.layout, 'go1.21.13')
    damage()
    await expect(activate(box.layout, 'go1.22.12')).rejects.toMatchObject({ code: 'release_incomplete' })
    expect(readlinkSync(box.layout.current)).toBe('releases/go1.21.13')
  })

  it('never leaves a reader without a file, over thousands of reads and switches', async () => {
    await activate(box.layout, 'go1.21.13')
    const told = new SharedArrayBuffer(4)
    const path = join(box.layout.current, 'VERSION')
    const reader = new Worker(READER, { eval: true, workerData: { path, told } })
    const answer = new Promise<{ reads: number; missed: number }>((resolve) =>
      reader.once('message', resolve),
    )
    await new Promise((online) => reader.once('online', online))
    for (let i = 0; i < 2000; i++) await activate(box.layout, i % 2 === 0 ? 'go1.22.12' : 'go1.21.13')
    Atomics.store(new Int32Array(told), 0, 1)
    const { reads, missed } = await answer
    expect(missed).toBe(0)
    expect(reads).toBeGreaterThan(2000)
    expect(readFileSync(path, 'utf8')).toContain('go1.21.13')
  })
})

describe('deactivate', () => {
  it('takes the link away, and nothing else', async () => {
    await activate(box.layout, 'go1.22.12')
    await deactivate(box.layout)
    expect(readdirSync(box.layout.root)).not.toContain('current')
    await deactivate(box.layout)
    mkdirSync(box.layout.current)
    await deactivate(box.layout)
    expect(lstatSync(box.layout.current).isDirectory()).toBe(true)
  })
})
