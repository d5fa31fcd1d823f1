import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalWish } from '@goherd/agent-core'
import { smallGoRelease } from '@goherd/go-archive/tar-maker'
import type { Phase } from '@goherd/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeHere } from '../change-here.js'
import { layoutOf, partOf, prepareRoot, treeOf } from '../disk/layout.js'
import { lockRoot } from '../disk/lock.js'
import { archiveOf, goodRelease, type MadeArchive, scriptedGo } from '../disk/sandbox.js'
import { writeHold } from '../maintenance-file.js'
import { observeRoot } from '../observe-root.js'

const [OLD, NEW] = ['go1.21.13', 'go1.22.12']
const never = new AbortController().signal
let folder: string
let layout: ReturnType<typeof layoutOf>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-alone-'))
  layout = layoutOf(join(folder, 'not', 'yet', 'there'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Puts an archive into a file and asks for it. */
function wish(made: MadeArchive, activate = false): Extract<LocalWish, { kind: 'install' }> {
  const from = join(folder, made.archive.filename)
  writeFileSync(from, made.bytes)
  const release = made.archive.filename.split('.linux')[0] ?? ''
  return { kind: 'install', release, fetch: { archive: made.archive, from }, activate }
}
const change = (asked: LocalWish, phases: Phase[] = []) =>
  changeHere(layout, asked, { signal: never, onPhase: (phase) => phases.push(phase) })
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

describe('a change on a machine without a server', () => {
  it('makes the root, installs, and makes the first release active, saying how far it is', async () => {
    const phases: Phase[] = []
    expect(await change(wish(goodRelease(OLD)), phases)).toMatchObject({ release: OLD, changed: true })
    expect(readlinkSync(layout.current)).toBe(`releases/${OLD}`)
    const kinds = phases.map((phase) => phase.kind)
    for (const kind of ['downloading', 'unpacking', 'switching', 'checking']) expect(kinds).toContain(kind)
    expect(await change(wish(goodRelease(NEW)))).toMatchObject({ release: NEW, changed: true })
    expect(readlinkSync(layout.current)).toBe(`releases/${OLD}`)
    expect(await change(wish(goodRelease(NEW)))).toMatchObject({ changed: false })
  })

  it('changes settings, takes snapshots and comes back to them', async () => {
    await change(wish(goodRelease(NEW)))
    const { snapshot } = await change({ kind: 'snapshot', reason: 'mine' })
    await change({ kind: 'set-env', set: { GOPROXY: 'off' }, unset: [] })
    expect((await observeRoot(layout)).settings).toEqual({ GOPROXY: 'off' })
    await change({ kind: 'rollback', snapshot, fetch: null })
    expect((await observeRoot(layout)).settings).toEqual({})
    expect(await codeOf(change({ kind: 'set-env', set: { GOROOT: '/x' }, unset: [] }))).toBe(
      'setting_refused',
    )
  })

  it('uninstalls what nothing needs, and tells what it freed', async () => {
    for (const release of [OLD, NEW]) await change(wish(goodRelease(release)))
    expect(await codeOf(change({ kind: 'uninstall', release: OLD }))).toBe('release_current')
    const { freed } = await change({ kind: 'uninstall', release: NEW })
    expect(freed).toBeGreaterThan(0)
    expect(readdirSync(layout.releases).sort()).toEqual([OLD, `${OLD}.manifest`])
  })

  it('removes nothing by itself, however many releases there are', async () => {
    for (const patch of [1, 2, 3, 4, 5, 6]) await change(wish(goodRelease(`go1.22.${patch}`), true))
    expect((await observeRoot(layout)).installed).toHaveLength(6)
  })

  it('is made while the host is held: it is the affair of who asks', async () => {
    await prepareRoot(layout)
    const [since, until] = [0, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString())
    await writeHold(layout, { reason: 'a demo', by: 'ann', since: since ?? '', until: until ?? '' })
    expect(await change(wish(goodRelease(OLD)))).toMatchObject({ changed: true })
  })

  it('names the process that has the root without answering', async () => {
    await prepareRoot(layout)
    const lock = await lockRoot(layout)
    const asked = change({ kind: 'snapshot', reason: 'x' })
    await expect(asked).rejects.toMatchObject({
      code: 'agent_locked',
      message: expect.stringContaining(`process ${process.pid} holds`),
    })
    await lock.release()
  })
})

describe('going back to a tree that is gone', () => {
  const gone = async () => {
    await change(wish(goodRelease(OLD)))
    await change({ kind: 'set-env', set: { GOFLAGS: '-v' }, unset: [] })
    await change(wish(goodRelease(NEW), true))
    const { snapshots } = await observeRoot(layout)
    const snapshot = snapshots.find((s) => s.release === OLD && s.settings.GOFLAGS === '-v')?.id ?? ''
    rmSync(treeOf(layout, OLD), { recursive: true })
    return snapshot
  }

  it('is refused without a place to fetch it from', async () => {
    const snapshot = await gone()
    expect(await codeOf(change({ kind: 'rollback', snapshot, fetch: null }))).toBe('tree_gone')
  })

  it('fetches it, with its settings', async () => {
    const snapshot = await gone()
    const { fetch } = wish(goodRelease(OLD))
    await change({ kind: 'rollback', snapshot, fetch })
    const after = await observeRoot(layout)
    expect(after.link).toEqual({ kind: 'managed', release: OLD })
    expect(after.settings).toEqual({ GOFLAGS: '-v' })
  })

  it('takes no other tree, and changes nothing then', async () => {
    const snapshot = await gone()
    const other = archiveOf(OLD, [
      ...smallGoRelease(OLD, scriptedGo(OLD)),
      { name: 'go/src/more.go', body: Buffer.from('package more') },
    ])
    const { fetch } = wish(other)
    expect(await codeOf(change({ kind: 'rollback', snapshot, fetch }))).toBe('tree_mismatch')
    expect(readlinkSync(layout.current)).toBe(`releases/${NEW}`)
    expect(existsSync(treeOf(layout, OLD))).toBe(false)
    expect(readdirSync(layout.staging)).toEqual([])
  })
})

describe('a download that is broken off', () => {
  const noise = Buffer.from(Array.from({ length: 400_000 }, (_, n) => (n * 2_654_435_761) >>> 13))
  const made = archiveOf(NEW, [
    ...smallGoRelease(NEW, scriptedGo(NEW)),
    { name: 'go/src/noise.bin', body: noise },
  ])
  let server: Server
  let ranges: (string | undefined)[]
  /** Bytes after which the server only waits. */
  let stop: number

  beforeEach(async () => {
    ranges = []
    server = createServer((request, response) => {
      const { range } = request.headers
      ranges.push(range)
      const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
      const total = made.bytes.length
      const part = from > 0 ? { 'content-range': `bytes ${from}-${total - 1}/${total}` } : {}
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': total - from, ...part })
      const rest = made.bytes.subarray(from)
      if (rest.length <= stop) response.end(rest)
      else response.write(rest.subarray(0, stop))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })
  const install = (): LocalWish => {
    const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${made.archive.filename}`
    return { kind: 'install', release: NEW, fetch: { archive: made.archive, from }, activate: true }
  }

  it('leaves nothing half done and goes on where it was', async () => {
    stop = Math.floor(made.bytes.length / 2)
    const interrupt = new AbortController()
    // What is unpacked has been downloaded: told with the first bytes, however seldom progress is told.
    const onPhase = ({ kind }: Phase) => {
      if (kind === 'unpacking') interrupt.abort()
    }
    const broken = changeHere(layout, install(), { signal: interrupt.signal, onPhase })
    await expect(broken).rejects.toMatchObject({ code: 'interrupted' })
    const part = partOf(layout, NEW, made.archive.sha256)
    const kept = statSync(part).size
    expect(kept).toBeGreaterThan(0)
    expect(existsSync(layout.current)).toBe(false)
    expect([readdirSync(layout.staging), readdirSync(layout.releases)]).toEqual([[], []])

    stop = Number.POSITIVE_INFINITY
    expect(await change(install())).toMatchObject({ changed: true })
    expect(ranges.at(-1)).toBe(`bytes=${kept}-`)
    expect(existsSync(part)).toBe(false)
  })
})

it('a folder that is something else is not taken for a root', async () => {
  mkdirSync(join(layout.root, 'photos'), { recursive: true })
  expect(await codeOf(change({ kind: 'snapshot', reason: 'x' }))).toBe('root_not_empty')
})
