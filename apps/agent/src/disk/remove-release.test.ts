import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate } from './activate.js'
import { clean } from './clean.js'
import { manifestOf, partOf, treeOf } from './layout.js'
import { setPinned } from './pins.js'
import { usersOf } from './processes.js'
import { removeRelease } from './remove-release.js'
import { goodRelease, install, inventory, type Sandbox, sandbox } from './sandbox.js'

let box: Sandbox
let running: ChildProcess | undefined
beforeEach(async () => {
  box = await sandbox()
  await install(box.layout, goodRelease('go1.21.13'))
  await install(box.layout, goodRelease('go1.22.12'))
  await activate(box.layout, 'go1.22.12')
})
afterEach(async () => {
  if (running) {
    running.kill('SIGKILL')
    await once(running, 'exit')
    running = undefined
  }
  box.remove()
})

/** Runs a real program from inside a tree, as a build would. */
async function runFrom(release: string): Promise<number> {
  const program = join(treeOf(box.layout, release), 'bin', 'gofmt')
  rmSync(program)
  copyFileSync('/bin/sleep', program)
  running = spawn(program, ['60'], { stdio: 'ignore' })
  await once(running, 'spawn')
  return running.pid ?? 0
}

describe('removeRelease', () => {
  it('takes tree and manifest off the disk, and nothing else', async () => {
    const own = [treeOf(box.layout, 'go1.21.13'), manifestOf(box.layout, 'go1.21.13')]
    const others = inventory(box.folder, own)
    await removeRelease(box.layout, 'go1.21.13')
    expect(inventory(box.folder)).toEqual(others)
  })

  it('refuses the active one and a pinned one', async () => {
    await setPinned(box.layout, 'go1.21.13', true)
    const before = inventory(box.folder)
    await expect(removeRelease(box.layout, 'go1.22.12')).rejects.toMatchObject({ code: 'release_current' })
    await expect(removeRelease(box.layout, 'go1.21.13')).rejects.toMatchObject({ code: 'release_pinned' })
    expect(inventory(box.folder)).toEqual(before)
    await setPinned(box.layout, 'go1.21.13', false)
    expect(await removeRelease(box.layout, 'go1.21.13')).toBeGreaterThan(0)
  })

  it('takes the part of an interrupted download of it along, and no other', async () => {
    const [own, other] = ['go1.21.13', 'go1.21.1'].map((release) =>
      partOf(box.layout, release, 'a'.repeat(64)),
    )
    for (const path of [own, other]) writeFileSync(path ?? '', 'x'.repeat(1000))
    const freed = await removeRelease(box.layout, 'go1.21.13')
    expect(freed).toBeGreaterThan(1000)
    expect([existsSync(own ?? ''), existsSync(other ?? '')]).toEqual([false, true])
  })

  it.each(['go1.21.13/bin', '/x/releases/go1.21.13', './releases/go1.21.13'])(
    'refuses one that the link leads to in an odd way: %s',
    async (target) => {
      rmSync(box.layout.current)
      symlinkSync(target.startsWith('/x') ? treeOf(box.layout, 'go1.21.13') : target, box.layout.current)
      await expect(removeRelease(box.layout, 'go1.21.13')).rejects.toMatchObject({
        code: 'release_current',
      })
    },
  )

  it('refuses one that a process runs from, and names it', async () => {
    const pid = await runFrom('go1.21.13')
    const refused = removeRelease(box.layout, 'go1.21.13')
    await expect(refused).rejects.toMatchObject({
      code: 'release_in_use',
      message: expect.stringMatching(new RegExp(`process ${pid} uses it: .*/bin/gofmt 60$`)),
      hint: expect.stringContaining(String(pid)),
    })
    expect(existsSync(manifestOf(box.layout, 'go1.21.13'))).toBe(true)
    expect(usersOf(treeOf(box.layout, 'go1.22.12'))).toEqual([])
  })

  it.each(['a working folder', 'an open file'])('refuses one in which a process has %s', async (what) => {
    const tree = treeOf(box.layout, 'go1.21.13')
    const script = what === 'an open file' ? `exec 3<${join(tree, 'VERSION')}; sleep 60` : 'sleep 60'
    running = spawn('sh', ['-c', `${script} & echo; wait`], {
      ...(what === 'an open file' ? {} : { cwd: tree }),
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    if (running.stdout) await once(running.stdout, 'data')
    await expect(removeRelease(box.layout, 'go1.21.13')).rejects.toMatchObject({ code: 'release_in_use' })
    if (running.pid) process.kill(-running.pid, 'SIGKILL')
  })

  it('says when there is no such release', async () => {
    await expect(removeRelease(box.layout, 'go1.9')).rejects.toMatchObject({ code: 'release_unknown' })
  })
})

describe('clean', () => {
  const DAY = 86_400_000

  it('leaves a host in order as it is', async () => {
    const before = inventory(box.folder)
    expect(await clean(box.layout, Date.now())).toEqual({ staging: 0, parts: 0, incomplete: [] })
    expect(inventory(box.folder)).toEqual(before)
  })

  it('clears staging, unfinished files and a link that was not renamed', async () => {
    const before = inventory(box.folder)
    mkdirSync(join(box.layout.staging, 'go1.23.5-abc', 'tree'), { recursive: true })
    writeFileSync(join(box.layout.staging, 'go1.23.5-abc', 'tree', 'VERSION'), 'half')
    writeFileSync(join(box.layout.snapshots, '.s1.json.0123.tmp'), '{')
    writeFileSync(join(box.layout.state, '.memory.json.0123.tmp'), '{')
    symlinkSync('releases/go1.21.13', join(box.layout.root, 'current.next'))
    expect(await clean(box.layout, Date.now())).toMatchObject({ staging: 1 })
    expect(inventory(box.folder)).toEqual(before)
  })

  it('sets halves of releases aside, but never the active tree', async () => {
    rmSync(manifestOf(box.layout, 'go1.21.13'))
    rmSync(manifestOf(box.layout, 'go1.22.12'))
    expect(await clean(box.layout, Date.now())).toMatchObject({ incomplete: ['go1.21.13'] })
    expect(readdirSync(box.layout.releases)).toEqual(['go1.22.12'])
    expect(readdirSync(box.layout.staging)).toEqual([])
  })

  it('removes a manifest whose tree is gone', async () => {
    rmSync(treeOf(box.layout, 'go1.21.13'), { recursive: true })
    expect(await clean(box.layout, Date.now())).toMatchObject({ incomplete: ['go1.21.13'] })
    expect(readdirSync(box.layout.releases).sort()).toEqual(['go1.22.12', 'go1.22.12.manifest'])
  })

  it('keeps a half that a process runs from', async () => {
    await runFrom('go1.21.13')
    rmSync(manifestOf(box.layout, 'go1.21.13'))
    expect(await clean(box.layout, Date.now())).toMatchObject({ incomplete: [] })
    expect(existsSync(treeOf(box.layout, 'go1.21.13'))).toBe(true)
  })

  it('keeps the staging folder that the link leads into', async () => {
    mkdirSync(join(box.layout.staging, 'go1.22.12-abc', 'stand-in', 'bin'), { recursive: true })
    rmSync(box.layout.current)
    symlinkSync('staging/go1.22.12-abc/stand-in', box.layout.current)
    expect(await clean(box.layout, Date.now())).toMatchObject({ staging: 0 })
    expect(existsSync(join(box.layout.current, 'bin'))).toBe(true)
  })

  it('keeps parts of downloads for a week', async () => {
    const part = partOf(box.layout, 'go1.22.12', 'a'.repeat(64))
    writeFileSync(part, 'x')
    expect(await clean(box.layout, Date.now() + 6 * DAY)).toMatchObject({ parts: 0 })
    expect(await clean(box.layout, Date.now() + 8 * DAY)).toMatchObject({ parts: 1 })
    expect(existsSync(part)).toBe(false)
  })
})
