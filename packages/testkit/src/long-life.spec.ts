import { type LocalWish, SNAPSHOTS_KEPT } from '@goherd/agent-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { FakeClock } from './clock.js'
import { seededRandom } from './seeded-random.js'
import { SimulatedHost } from './simulated-host.js'

const [OLD, NEW, NEXT] = ['go1.21.13', 'go1.22.12', 'go1.23.5'] as const
const DAY = 86_400_000

function alone() {
  const clock = new FakeClock()
  const host = new SimulatedHost({
    clock,
    random: seededRandom(7),
    config: { converge: false },
    report: () => undefined,
  })
  host.start()
  let asked = 0
  const ask = (wish: LocalWish) => host.ask(`r${asked++}`, wish)
  const install = (release: string, activate = false) =>
    ask({
      kind: 'install',
      release,
      activate,
      fetch: {
        archive: { filename: `${release}.linux-amd64.tar.gz`, sha256: release.slice(-1).repeat(64), size: 9 },
        from: '/srv/go',
      },
    })
  return { clock, host, ask, install }
}

describe('a simulated host without a server', () => {
  it('installs, switches, goes back and uninstalls', async () => {
    const { host, ask, install } = alone()
    expect(await install(OLD)).toMatchObject({ ok: true, changed: true })
    expect(await install(NEW, true)).toMatchObject({ ok: true })
    expect(host.disk.activeRelease).toBe(NEW)
    await ask({ kind: 'set-env', set: { GOPROXY: 'off' }, unset: [] })
    expect(host.disk.settings).toEqual({ GOPROXY: 'off' })
    expect(await ask({ kind: 'snapshot', reason: 'mine' })).toMatchObject({ ok: true, snapshot: 's4' })
    await ask({ kind: 'rollback', snapshot: 's2', fetch: null })
    expect(host.disk.activeRelease).toBe(OLD)
    expect(await ask({ kind: 'uninstall', release: NEW })).toMatchObject({
      ok: false,
      error: { code: 'release_rollback_target' },
    })
    await install(NEXT)
    expect(await ask({ kind: 'uninstall', release: NEXT })).toMatchObject({ ok: true, freed: 240_000_000 })
    expect(host.disk.installed).toEqual([OLD, NEW])
  })

  it('keeps what is pinned', async () => {
    const { host, ask, install } = alone()
    for (const release of [OLD, NEW]) await install(release)
    host.disk.pin(NEW)
    expect(await ask({ kind: 'uninstall', release: NEW })).toMatchObject({
      error: { code: 'release_pinned' },
    })
  })
})

describe('2,000 changes in two years', () => {
  const life = alone()
  const sizes: number[] = []

  beforeAll(async () => {
    const { clock, host, ask, install } = life
    for (const release of [OLD, NEW]) await install(release)
    for (let n = 0; n < 2_000; n += 1) {
      clock.advance(DAY / 3)
      host.dispatch({ kind: 'heartbeat' })
      if (n % 100 === 0) await ask({ kind: 'snapshot', reason: `by hand ${n}` })
      else if (n % 2 === 0) await ask({ kind: 'set-env', set: { GOFLAGS: `-p=${n}` }, unset: [] })
      else await ask({ kind: 'use', release: n % 4 === 1 ? NEW : OLD })
      if (n % 500 === 499) sizes.push(JSON.stringify(host.state.memory).length)
    }
  }, 120_000)

  it('leave a memory that does not grow', () => {
    const { memory } = life.host.state
    expect(memory.events.length).toBeLessThanOrEqual(200)
    expect(Math.max(...sizes)).toBeLessThan(60_000)
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.2)
  })

  it('leave as many snapshots as are kept, those by hand among them', () => {
    const { snapshots } = life.host.state.observed ?? { snapshots: [] }
    const byHand = snapshots.filter((s) => s.reason.startsWith('by hand'))
    expect(byHand).toHaveLength(SNAPSHOTS_KEPT.manual)
    expect(snapshots).toHaveLength(SNAPSHOTS_KEPT.manual + SNAPSHOTS_KEPT.automatic)
  })

  it('leave snapshots of their own occasions, and a chain whose gaps can be seen', () => {
    const { snapshots } = life.host.state.observed ?? { snapshots: [] }
    const reasons = new Set(snapshots.map((s) => s.reason))
    expect(reasons).toContain('daily')
    expect(reasons).toContain('after 20 changes')
    const there = new Set(snapshots.map((s) => s.id))
    const gaps = snapshots.filter((s) => s.parent !== null && !there.has(s.parent))
    expect(gaps.length).toBeGreaterThan(0)
  })

  it('can all be gone back to', async () => {
    const { snapshots } = life.host.state.observed ?? { snapshots: [] }
    const oldest = snapshots.at(-1)
    await life.ask({ kind: 'rollback', snapshot: oldest?.id ?? '', fetch: null })
    expect(life.host.disk.activeRelease).toBe(oldest?.release)
    expect(life.host.disk.settings).toEqual(oldest?.settings)
  })
})
