import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Sandbox, sandbox } from './disk/sandbox.js'
import { DiskWatch } from './disk-watch.js'

let place: Sandbox
let watch: DiskWatch
const changed = vi.fn()

beforeEach(async () => {
  place = await sandbox()
  for (const release of ['go1.21.13', 'go1.22.12']) {
    mkdirSync(join(place.layout.releases, release, 'bin'), { recursive: true })
  }
  symlinkSync('releases/go1.22.12', place.layout.current)
  changed.mockReset()
  watch = new DiskWatch(place.layout, changed)
  watch.start()
})
afterEach(() => {
  watch.stop()
  place.remove()
})

const told = (times = 1) => vi.waitFor(() => expect(changed.mock.calls.length).toBeGreaterThanOrEqual(times))

function pointAt(target: string): void {
  const beside = `${place.layout.current}.other`
  symlinkSync(target, beside)
  renameSync(beside, place.layout.current)
}

describe('DiskWatch', () => {
  it('tells that the link was moved, and watches the tree it leads to from then on', async () => {
    pointAt('releases/go1.21.13')
    await told()
    changed.mockReset()
    writeFileSync(join(place.layout.releases, 'go1.21.13/go.env'), 'GOPROXY=off\n')
    await told()
  })

  it.each([
    ['that the link is gone', () => rmSync(place.layout.current)],
    ['of an edited go.env', () => writeFileSync(join(place.layout.current, 'go.env'), 'GOFLAGS=-x\n')],
    ['of a program that was replaced', () => writeFileSync(join(place.layout.current, 'bin/go'), '')],
    [
      'of a release that went away',
      () => rmSync(join(place.layout.releases, 'go1.21.13'), { recursive: true }),
    ],
  ])('tells %s', async (_, change) => {
    change()
    await told()
  })

  it('says nothing of what the agent writes for itself', async () => {
    writeFileSync(join(place.layout.state, 'memory.json'), '{}')
    writeFileSync(join(place.layout.staging, 'x'), '')
    pointAt('releases/go1.21.13')
    await told()
    expect(changed).toHaveBeenCalledTimes(1)
  })

  it('lives through a root that is taken away, and through being started twice', async () => {
    watch.start()
    rmSync(place.layout.releases, { recursive: true })
    rmSync(place.layout.current)
    await told()
    watch.start()
    watch.stop()
  })
})
