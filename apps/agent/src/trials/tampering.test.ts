import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '@goherd/testkit'
import { describe, expect, it } from 'vitest'
import { fileSource } from '../disk/file-source.js'
import { type Layout, treeOf } from '../disk/layout.js'
import { verifyBytes } from '../disk/observe.js'
import { goodRelease, install, sandbox } from '../disk/sandbox.js'
import { testGo } from '../test/test-go.js'
import { quickFolder } from './quick-folder.js'
import { below, pick, SEED, trials } from './scale.js'
import { shown } from './shown.js'

const SMALL = trials(300, 10_000)
const REAL = trials(4, 150)
const RELEASE = 'go1.22.12'
const go = testGo()
const real = go?.archives[RELEASE]

/** A way to tamper with a file; answers how to undo it. */
type Tamper = (path: string, random: () => number) => () => void

/** Any one byte, any bit of a mode, any file too many, too few, or in the place of another. */
const WAYS: Readonly<Record<string, Tamper>> = {
  'one byte': (path, random) => {
    const good = readFileSync(path)
    if (good.length === 0) return rewrite(path, good, Buffer.of(0))
    const bad = Buffer.from(good)
    const at = below(good.length, random)
    bad[at] = (bad[at] ?? 0) ^ (1 << below(8, random))
    return rewrite(path, good, bad)
  },
  'a byte more': (path) => {
    const good = readFileSync(path)
    return rewrite(path, good, Buffer.concat([good, Buffer.of(10)]))
  },
  'a byte less': (path) => {
    const good = readFileSync(path)
    return rewrite(path, good, good.length === 0 ? Buffer.of(0) : good.subarray(1))
  },
  'another mode': (path, random) => {
    const mode = lstatSync(path).mode & 0o7777
    chmodSync(path, mode ^ pick([0o4000, 0o2000, 0o1000, 0o200, 0o100, 0o020, 0o002, 0o001], random))
    return () => chmodSync(path, mode)
  },
  'a file more': (path, random) => {
    const more = `${path}.${below(1e9, random)}`
    writeFileSync(more, '')
    return () => rmSync(more)
  },
  'a link more': (path) => {
    symlinkSync('/etc/passwd', `${path}.link`)
    return () => rmSync(`${path}.link`)
  },
  'a file less': (path) => {
    const good = readFileSync(path)
    const { mode } = lstatSync(path)
    rmSync(path)
    return () => writeFileSync(path, good, { mode })
  },
  'a folder in its place': (path) => {
    const good = readFileSync(path)
    const { mode } = lstatSync(path)
    rmSync(path)
    mkdirSync(path)
    return () => {
      rmSync(path, { recursive: true })
      writeFileSync(path, good, { mode })
    }
  },
}
const KINDS = Object.keys(WAYS)

function rewrite(path: string, good: Buffer, bad: Buffer): () => void {
  writeFileSync(path, bad)
  return () => writeFileSync(path, good)
}

/** Tampers again and again with files drawn at random and answers what was not seen. */
async function unseen(layout: Layout, count: number, seed: number): Promise<string[]> {
  const random = seededRandom(seed)
  const tree = treeOf(layout, RELEASE)
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    // Settings are the one thing in a tree that may change.
    .filter((entry) => entry.isFile() && entry.name !== 'go.env')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const missed: string[] = []
  for (let n = 0; n < count; n++) {
    const kind = KINDS[n % KINDS.length] ?? ''
    const path = pick(files, random)
    const undo = WAYS[kind]?.(path, random)
    if ((await verifyBytes(layout, RELEASE, '')).kind !== 'changed') missed.push(`${n}: ${kind} of ${path}`)
    undo?.()
  }
  if ((await verifyBytes(layout, RELEASE, '')).kind !== 'intact') missed.push('it is not intact at the end')
  return missed
}

describe('tampering', () => {
  it(`with any byte, mode or file is seen (${SMALL} trials, seed ${SEED})`, async () => {
    const box = await sandbox(quickFolder())
    await install(box.layout, goodRelease(RELEASE))
    const missed = await unseen(box.layout, SMALL, SEED)
    box.remove()
    shown({ row: 'tampering with an installed tree is seen', trials: SMALL, failures: missed.length })
    expect(missed).toEqual([])
  })

  it.skipIf(real === undefined)(
    `with a real release is seen (${REAL} trials, seed ${SEED}; needs GOHERD_TEST_GO)`,
    async () => {
      if (go === undefined || real === undefined) return
      const box = await sandbox()
      const source = fileSource(join(go.folder, real.filename))
      await install(box.layout, { bytes: Buffer.alloc(0), archive: real }, { source, release: RELEASE })
      const missed = await unseen(box.layout, REAL, SEED)
      box.remove()
      shown({ row: 'tampering with a real release is seen', trials: REAL, failures: missed.length })
      expect(missed).toEqual([])
    },
    REAL * 20_000,
  )
})
