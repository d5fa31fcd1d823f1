import { rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileOn, goherd, groupAt, hosts, json, linkOf, until } from './src/goherd.js'
import { type Product, startProduct } from './src/product.js'

describe.skipIf(!process.env.GOHERD_TEST_GO)('a fleet is kept by the command line', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { GOHERD_GO_SOURCE: process.env.GOHERD_TEST_GO ?? '' } })
  })
  afterAll(async () => {
    expect(await product.stop()).toBe(0)
    expect(await product.pids('')).toEqual([])
    await product.remove()
  })

  it('starts with three hosts in two groups, one of them drifted, and a private cli.json', async () => {
    const rows = await hosts(product)
    expect(rows.map((row) => row.group).sort()).toEqual(['build', 'build', 'canary'])
    expect(rows.filter((row) => row.state === 'drifted')).toHaveLength(1)
    expect((await stat(join(product.data, 'cli.json'))).mode & 0o777).toBe(0o600)
    const status = await json<{ hosts: Record<string, number>; frozen: boolean }>(product, ['status'])
    expect(status).toMatchObject({
      hosts: { total: 3, inSync: 2, drifted: 1, offline: 0, failed: 0 },
      frozen: false,
    })
    expect(product.output.filter((line) => line.startsWith('Goherd is ready: '))).toHaveLength(1)
  })

  it('brings a group to 1.22, says what that resolved to, and every host compiles with it', async () => {
    const set = await json<{ revision: number; release: string }>(product, [
      'groups',
      'set',
      'build',
      '--go',
      '1.22',
      '--env',
      'GOPROXY=off',
      '--reason',
      'security fixes',
    ])
    expect(set.release).toMatch(/^go1\.22\.\d+$/)
    const asked = (await hosts(product)).filter((row) => row.group === 'build')
    // A host that was quick is done by the time of asking; none may count as drifted for what it was only now asked.
    const asBidden = { wanted: set.release, state: expect.stringMatching(/^(updating|in-sync)$/) }
    expect(asked).toMatchObject([asBidden, asBidden])
    const rows = await groupAt(product, 'build', /^go1\.22\./)
    expect(rows).toHaveLength(2)
    for (const row of rows) {
      expect(await compileOn(row.root)).toBe(`built by ${set.release}`)
      expect(await linkOf(row.root)).toBe(`releases/${set.release}`)
    }
    const history = await json<{ revision: number; reason: string; current: boolean }[]>(product, [
      'groups',
      'history',
      'build',
    ])
    expect(history.find((entry) => entry.current)).toMatchObject({
      revision: set.revision,
      reason: 'security fixes',
    })
  })

  it('shows a link that was moved by hand within a heartbeat, with its reason', async () => {
    const row = (await hosts(product)).find((host) => host.group === 'build')
    if (!row) throw new Error('no host in build')
    await symlink('/usr/lib/somewhere-else', join(row.root, 'current.by-hand'))
    await rename(join(row.root, 'current.by-hand'), join(row.root, 'current'))
    const moved = await until(
      'drift of the moved link',
      async () => (await hosts(product)).find((host) => host.name === row.name),
      (host) => host?.state === 'drifted',
      15,
    )
    expect(moved?.drift).toEqual([
      expect.objectContaining({ kind: 'link', reason: expect.stringContaining('/usr/lib/somewhere-else') }),
    ])
    const drift = await goherd(product, 'drift', '--json')
    expect(drift.code).toBe(3)
  })

  it('goes on to the next release, which also mends the moved link', async () => {
    await json(product, ['groups', 'set', 'build', '--go', '1.23', '--reason', 'newest line'])
    const rows = await groupAt(product, 'build', /^go1\.23\./)
    for (const row of rows) expect(await compileOn(row.root)).toMatch(/^built by go1\.23\./)
  })

  it('takes the group back, and counts the hosts that proved it', async () => {
    const refused = await goherd(
      product,
      'rollback',
      '--group',
      'build',
      '--to',
      'last-good',
      '--reason',
      'breaks cgo',
      '--confirm',
      'ROLL BACK 99',
      '--json',
    )
    expect(refused.code).not.toBe(0)
    const done = await json(product, [
      'rollback',
      '--group',
      'build',
      '--to',
      'last-good',
      '--reason',
      'breaks cgo',
      '--confirm',
      'ROLL BACK 2',
    ])
    expect(done).toMatchObject({ state: 'complete', hosts: 2, proved: 2, debt: [] })
    const rows = await groupAt(product, 'build', /^go1\.22\./)
    for (const row of rows) expect(await compileOn(row.root)).toMatch(/^built by go1\.22\./)
  })

  it('takes one host to a snapshot of its own', async () => {
    const row = (await hosts(product)).find((host) => host.group === 'build')
    if (!row) throw new Error('no host in build')
    const detail = await json<{ observed: { snapshots: { id: string; release: string | null }[] } }>(
      product,
      ['hosts', 'get', row.name],
    )
    const snapshot = detail.observed.snapshots.find((s) => s.release?.startsWith('go1.21.'))
    if (!snapshot) throw new Error('no snapshot of go1.21')
    await json(product, ['hosts', 'rollback', row.name, '--to', snapshot.id, '--reason', 'compare builds'])
    await until(
      'host at its snapshot',
      async () => (await hosts(product)).find((host) => host.name === row.name),
      (host) => host?.state === 'in-sync' && host.actual === snapshot.release,
    )
    expect(await compileOn(row.root)).toBe(`built by ${snapshot.release}`)
  })

  it('takes the whole fleet back, freezes it, and lets a person lift that', async () => {
    await json(product, ['groups', 'set', 'canary', '--go', '1.22', '--reason', 'canary follows'])
    await groupAt(product, 'canary', /^go1\.22\./)
    const done = await json(product, [
      'rollback',
      '--all',
      '--to',
      'last-good',
      '--reason',
      'drill',
      '--confirm',
      'ROLL BACK 3',
    ])
    expect(done).toMatchObject({ state: 'complete', hosts: 3, proved: 3, debt: [] })
    expect((await json<{ frozen: boolean }>(product, ['status'])).frozen).toBe(true)
    const frozen = await goherd(product, 'groups', 'set', 'build', '--go', '1.23', '--json')
    expect(frozen.code).toBe(6)
    expect(JSON.parse(frozen.stderr).error).toMatchObject({
      code: 'fleet_frozen',
      hint: expect.stringContaining('lift'),
    })
    await json(product, ['lift', '--reason', 'drill over'])
    expect((await json<{ frozen: boolean }>(product, ['status'])).frozen).toBe(false)
  })

  it('keeps the fleet as a file says: a diff, stages, and nothing the second time', async () => {
    const { desired } = await json<{ desired: { release: string } }>(product, ['groups', 'get', 'build'])
    const file = join(product.data, 'fleet.yaml')
    await writeFile(
      file,
      `version: 1
policies:
  careful: { stages: [{ size: 1, soak: 1s }, { size: 100% }] }
groups:
  build: { go: ${desired.release}, settings: { GOFLAGS: -trimpath }, rollout: careful, drill: 7d }
`,
    )
    const diff = await json<{ hosts: number }>(product, ['plan', '-f', file], [3])
    expect(diff).toMatchObject({ hosts: 2, changes: [{ group: 'build', kind: 'rollout' }] })
    const apply = ['apply', '-f', file, '--reason', 'as in git', '--yes']
    const applied = await json<{ changes: { rollout: string }[] }>(product, apply)
    const watched = await goherd(product, 'rollout', 'watch', applied.changes[0]?.rollout ?? '', '--json')
    expect(watched.code).toBe(0)
    const last = watched.stdout.trim().split('\n').at(-1)
    expect(JSON.parse(last ?? '')).toMatchObject({ type: 'outcome', outcome: 'completed' })
    expect(await json(product, ['plan', '-f', file])).toMatchObject({
      ...{ hosts: 0, changes: [{ kind: 'unchanged' }] },
    })
  })

  it('tells the story in the audit log', async () => {
    const entries = await json<{ action: string; reason: string }[]>(product, ['audit', 'ls'])
    const story = entries.map((entry) => entry.action)
    for (const action of ['group.set', 'rollback.start', 'rollback.complete', 'host.rollback', 'fleet.lift'])
      expect(story).toContain(action)
    expect(entries.some((entry) => entry.reason === 'breaks cgo')).toBe(true)
  })

  it('starts a second time within seconds, with everything as it was', async () => {
    const before = await hosts(product)
    const port = Number(new URL(product.url).port)
    expect(await product.stop()).toBe(0)
    const begun = Date.now()
    product = await startProduct({
      data: product.data,
      port,
      env: { GOHERD_GO_SOURCE: process.env.GOHERD_TEST_GO ?? '' },
    })
    const seconds = (Date.now() - begun) / 1000
    console.log(`second start: ${seconds.toFixed(1)} s`)
    const after = await hosts(product)
    expect(after.map((row) => [row.name, row.wanted])).toEqual(before.map((row) => [row.name, row.wanted]))
  })
})
