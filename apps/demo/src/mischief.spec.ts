import type { HostReport } from '@goherd/protocol'
import { FakeClock, SimulatedHost, seededRandom } from '@goherd/testkit'
import { describe, expect, it } from 'vitest'
import { TROUBLES } from './cast.js'
import { CALM, hinder, mend, spoil, type Victim } from './mischief.js'

const [OLD, NEW] = ['go1.21.13', 'go1.22.12']

/** The agent's real core on a simulated disk, as the demo runs it; `tell` gives it something to want. */
function victim() {
  const reports: HostReport[] = []
  const clock = new FakeClock()
  const host = new SimulatedHost({
    clock,
    random: seededRandom(1),
    report: (report, _first, answered) => {
      reports.push(report)
      answered({ ok: true, seq: report.seq })
    },
  })
  host.start()
  host.dispatch({ kind: 'connected', lastSeq: 0 })
  host.disk.effective = CALM
  let closed = 0
  let epoch = 0
  const it: Victim = {
    host,
    close: () => {
      closed += 1
    },
  }
  const tell = (release: string) => {
    epoch += 1
    const archive = { filename: `${release}.tar.gz`, sha256: 'b'.repeat(64), size: 9 }
    const desired = { release, settings: { GOTOOLCHAIN: 'local' } }
    const origin = { kind: 'snapshot' as const, id: 's' }
    host.dispatch({
      kind: 'assigned',
      assignment: { epoch, desired, archive, origin, urgent: true, reason: '' },
    })
  }
  return { it, tell, clock, closed: () => closed, last: () => reports.at(-1) }
}

describe('mischief', () => {
  it.each([
    ['edited-link', { link: { kind: 'foreign', target: '/usr/local/go' } }],
    ['edited-settings', { settings: { GOFLAGS: '-mod=mod', GOSUMDB: 'off' } }],
    ['shadowed-go', { effective: { contexts: [{ go: { release: NEW } }, { go: { path: '/usr/bin/go' } }] } }],
    ['changed-bytes', { bytes: { kind: 'changed' } }],
  ] as const)('%s is reported by the agent itself, at once', (trouble, observed) => {
    const { it, tell, last } = victim()
    tell(NEW)
    spoil(it, trouble)
    expect(last()?.observed).toMatchObject(observed)
  })

  it.each(['edited-link', 'edited-settings', 'shadowed-go'] as const)(
    '%s can be mended: everything is as it was wanted',
    (trouble) => {
      const { it, tell, last } = victim()
      tell(NEW)
      spoil(it, trouble)
      mend(it)
      expect(last()?.observed).toMatchObject({
        link: { kind: 'managed', release: NEW },
        settings: { GOTOOLCHAIN: 'local' },
        effective: { contexts: [{ go: { origin: 'managed', release: NEW } }, { go: { origin: 'managed' } }] },
      })
    },
  )

  it.each([
    ['disk-full', 'disk_full'],
    ['bad-digest', 'digest_mismatch'],
  ] as const)('%s: the host stays on what it had and says why', (trouble, code) => {
    const { it, tell, last } = victim()
    tell(OLD)
    hinder(it, trouble)
    tell(NEW)
    expect(it.host.disk.activeRelease).toBe(OLD)
    expect(last()?.phase).toMatchObject({ kind: 'failed', error: { code } })
  })

  it('offline ends the connection', () => {
    const { it, closed } = victim()
    spoil(it, 'offline')
    expect(closed()).toBe(1)
  })

  it('the other troubles leave a host that stands as it is', () => {
    const quiet = TROUBLES.filter((t) => ['none', 'disk-full', 'flapping', 'newest-breaks'].includes(t))
    for (const trouble of quiet) {
      const { it, tell, last } = victim()
      tell(NEW)
      const before = last()
      spoil(it, trouble)
      expect(last()).toBe(before)
    }
  })

  it('a host that was never told anything cannot be mended', () => {
    const { it, last } = victim()
    const before = last()
    mend(it)
    expect(last()).toBe(before)
  })
})
