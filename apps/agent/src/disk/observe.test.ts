import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { canonicalProof, type ObservedBytes } from '@goherd/model'
import { observedState } from '@goherd/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate } from './activate.js'
import { manifestOf, treeOf } from './layout.js'
import { observe, verifyBytes } from './observe.js'
import { goodRelease, install, type Sandbox, sandbox } from './sandbox.js'
import { writeSettings } from './settings.js'
import { takeSnapshot } from './snapshot.js'

const RELEASE = 'go1.22.12'
const NOW = '2025-02-04T12:00:00.000Z'
const INTACT: ObservedBytes = { kind: 'intact', checkedAt: '2025-02-04T11:00:00.000Z' }

let box: Sandbox
let treeDigest: string
let tree: string
beforeEach(async () => {
  box = await sandbox()
  treeDigest = (await install(box.layout, goodRelease(RELEASE))).treeDigest
  tree = treeOf(box.layout, RELEASE)
  await activate(box.layout, RELEASE)
})
afterEach(() => box.remove())

async function look(lastBytes: ObservedBytes = INTACT) {
  const observed = await observe(box.layout, { lastBytes, lastGoVersion: RELEASE, now: NOW })
  expect(observedState.parse(observed)).toEqual(observed)
  return observed
}

describe('observe', () => {
  it('finds a host in order', async () => {
    await writeSettings(box.layout, RELEASE, { GOPROXY: 'off' })
    const snapshot = await takeSnapshot(box.layout, { reason: 'r', now: NOW, id: 's1' })
    const proof = createHash('sha256')
      .update(canonicalProof({ release: RELEASE, treeDigest, settings: { GOPROXY: 'off' } }))
      .digest('hex')
    const digest = createHash('sha256')
      .update(readFileSync(manifestOf(box.layout, RELEASE)))
      .digest('hex')
    expect(digest).toBe(treeDigest)
    expect(await look()).toEqual({
      link: { kind: 'managed', release: RELEASE },
      settings: { GOPROXY: 'off' },
      goVersion: RELEASE,
      bytes: INTACT,
      proof,
      installed: [{ release: RELEASE, treeDigest, size: expect.any(Number) }],
      snapshots: [snapshot],
    })
  })

  it('lists what is installed, newest first, and nothing that is only half there', async () => {
    await install(box.layout, goodRelease('go1.9.7'))
    await install(box.layout, goodRelease('go1.23.5'))
    await install(box.layout, goodRelease('go1.21.13'))
    rmSync(manifestOf(box.layout, 'go1.21.13'))
    mkdirSync(join(box.layout.releases, 'not-a-release'))
    expect((await look()).installed.map(({ release }) => release)).toEqual(['go1.23.5', RELEASE, 'go1.9.7'])
  })

  it('notices an edit of go.env', async () => {
    writeFileSync(join(tree, 'go.env'), 'GOPROXY=https://evil\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n')
    expect((await look()).settings).toEqual({ GOPROXY: 'https://evil' })
  })

  it('stays within the size of a message whatever somebody wrote into go.env', async () => {
    const lines = Array.from({ length: 900 }, (_, i) => `NAME${i}=${'x'.repeat(900)}`)
    writeFileSync(join(tree, 'go.env'), [...lines, `${'N'.repeat(90)}=1`].join('\n'))
    expect(JSON.stringify((await look()).settings).length).toBeLessThan(30_000)
    writeFileSync(join(tree, 'go.env'), `GOFLAGS=${'x'.repeat(9000)}\n`)
    expect((await look()).settings).not.toHaveProperty('GOFLAGS')
  })

  it('does not contradict a check that found changes, and proves nothing then', async () => {
    const changed: ObservedBytes = { kind: 'changed', checkedAt: NOW, count: 1, sample: ['bin/go'] }
    expect(await look(changed)).toMatchObject({ bytes: changed, proof: null })
  })

  it.each<[string, () => void, string]>([
    [
      'a tool that was deleted',
      () => rmSync(join(tree, 'pkg/tool/linux_amd64/compile')),
      'pkg/tool/linux_amd64/compile',
    ],
    ['a program of another size', () => writeFileSync(join(tree, 'bin/gofmt'), 'short'), 'bin/gofmt'],
    [
      'a source folder that was deleted',
      () => rmSync(join(tree, 'src'), { recursive: true }),
      'src/fmt/print.go',
    ],
    ['a version that was edited', () => writeFileSync(join(tree, 'VERSION'), 'go9.9\n'), 'VERSION'],
  ])('notices %s without reading bytes', async (_, damage, path) => {
    damage()
    const { bytes, proof } = await look()
    expect(bytes).toMatchObject({ kind: 'changed', checkedAt: NOW, sample: expect.arrayContaining([path]) })
    expect(proof).toBeNull()
  })
})

const link = () => box.layout.current
const relink = (target: string) => {
  rmSync(link(), { recursive: true, force: true })
  symlinkSync(target, link())
}

describe('the current link', () => {
  it.each<[string, () => void, object]>([
    ['is gone', () => rmSync(link()), { kind: 'missing' }],
    [
      'leads to a Go of somebody else',
      () => relink('/usr/lib/go-1.21'),
      { kind: 'foreign', target: '/usr/lib/go-1.21' },
    ],
    ['is written as an absolute path', () => relink(tree), { kind: 'foreign' }],
    ['has a dot before it', () => relink(`./releases/${RELEASE}`), { kind: 'foreign' }],
    ['has a slash after it', () => relink(`releases/${RELEASE}/`), { kind: 'foreign' }],
    ['leads further down', () => relink(`releases/${RELEASE}/bin`), { kind: 'foreign' }],
    ['leads to a name that is no release', () => relink('releases/mine'), { kind: 'foreign' }],
    ['leads to itself', () => relink('current'), { kind: 'foreign', target: 'current' }],
    ['leads to a release that is not there', () => relink('releases/go1.1'), { kind: 'dangling' }],
    ['leads to a tree that was deleted', () => rmSync(tree, { recursive: true }), { kind: 'dangling' }],
    ['leads to a tree without go', () => rmSync(join(tree, 'bin/go')), { kind: 'dangling' }],
    ['leads to a tree without manifest', () => rmSync(manifestOf(box.layout, RELEASE)), { kind: 'dangling' }],
    [
      'leads to a tree with a torn manifest',
      () => truncateSync(manifestOf(box.layout, RELEASE), 100),
      { kind: 'dangling' },
    ],
    [
      'leads to a tree with the manifest of another',
      () => renameSync(manifestOf(box.layout, RELEASE), manifestOf(box.layout, 'go1.99.1')),
      { kind: 'dangling' },
    ],
    [
      'was replaced by a folder',
      () => {
        rmSync(link())
        mkdirSync(link())
      },
      { kind: 'not-a-link' },
    ],
    [
      'was replaced by a file',
      () => {
        rmSync(link())
        writeFileSync(link(), '')
      },
      { kind: 'not-a-link' },
    ],
  ])('that %s is seen as such', async (_, change, expected) => {
    change()
    const observed = await look()
    expect(observed.link).toMatchObject(expected)
    expect(observed).toMatchObject({
      goVersion: null,
      proof: null,
      settings: {},
      bytes: { kind: 'unchecked' },
    })
  })
})

describe('verifyBytes', () => {
  const verify = () => verifyBytes(box.layout, RELEASE, NOW)

  it('finds an untouched tree intact, with and without settings', async () => {
    expect(await verify()).toEqual({ kind: 'intact', checkedAt: NOW })
    await writeSettings(box.layout, RELEASE, { GOPROXY: 'off', GOFLAGS: '-trimpath' })
    expect(await verify()).toEqual({ kind: 'intact', checkedAt: NOW })
  })

  it.each<[string, () => void, string]>([
    [
      'one changed byte',
      () =>
        writeFileSync(
          join(tree, 'VERSION'),
          readFileSync(join(tree, 'VERSION'), 'utf8').replace('2025', '2024'),
        ),
      'VERSION',
    ],
    ['a missing file', () => rmSync(join(tree, 'src/empty.go')), 'src/empty.go'],
    ['an extra file', () => writeFileSync(join(tree, 'src/fmt/zz.go'), 'package fmt'), 'src/fmt/zz.go'],
    ['an extra link', () => symlinkSync('/etc', join(tree, 'src/etc')), 'src/etc'],
    ['another mode', () => chmodSync(join(tree, 'src/empty.go'), 0o666), 'src/empty.go'],
    ['a set-user-id bit', () => chmodSync(join(tree, 'bin/go'), 0o4755), 'bin/go'],
    [
      'a link to the same bytes',
      () => {
        renameSync(join(tree, 'VERSION'), join(box.folder, 'VERSION'))
        symlinkSync(join(box.folder, 'VERSION'), join(tree, 'VERSION'))
      },
      'VERSION',
    ],
    ['a comment in go.env', () => writeFileSync(join(tree, 'go.env'), '# mine\n'), 'go.env'],
    ['no go.env', () => rmSync(join(tree, 'go.env')), 'go.env'],
  ])('names %s', async (_, change, path) => {
    change()
    expect(await verify()).toEqual({ kind: 'changed', checkedAt: NOW, count: 1, sample: [path] })
  })

  it('notices a flip of any one byte of the tree', async () => {
    for (const name of ['VERSION', 'bin/go', 'src/runtime/proc.go']) {
      const path = join(tree, name)
      const good = readFileSync(path)
      for (let at = 0; at < good.length; at += 5) {
        const bad = Buffer.from(good)
        bad[at] = (bad[at] ?? 0) ^ 0x20
        writeFileSync(path, bad)
        expect(await verify(), `${name} byte ${at}`).toMatchObject({ kind: 'changed', sample: [name] })
      }
      writeFileSync(path, good)
    }
    expect(await verify()).toMatchObject({ kind: 'intact' })
  })

  it('counts all and names five', async () => {
    rmSync(join(tree, 'src'), { recursive: true })
    rmSync(join(tree, 'bin'), { recursive: true })
    rmSync(join(tree, 'pkg'), { recursive: true })
    const bytes = await verify()
    expect(bytes).toMatchObject({ kind: 'changed', count: 6 })
    expect(bytes.kind === 'changed' && bytes.sample).toHaveLength(5)
  })

  it('refuses a release without a proper manifest', async () => {
    writeFileSync(manifestOf(box.layout, RELEASE), 'torn')
    await expect(verify()).rejects.toMatchObject({ code: 'manifest_malformed' })
    rmSync(manifestOf(box.layout, RELEASE))
    await expect(verify()).rejects.toMatchObject({ code: 'release_incomplete' })
  })
})
