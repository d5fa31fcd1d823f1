import type { AuditEntry, AuditVerification } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import type { AuditFilter } from '../../api/answers'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { SAMPLE_TIME } from '../../testing/sample-fleet'
import { ActivityLog } from './activity-log'
import { VerificationNotice } from './verify-log'

function entry(id: number, change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id,
    at: SAMPLE_TIME,
    actor: 'ada',
    action: 'group.set',
    target: 'group:build',
    reason: '',
    outcome: 'done',
    summary: `entry ${id}`,
    ...change,
  }
}

function seed(filter: AuditFilter, ...entries: AuditEntry[]): Seed {
  return [[keys.auditLog(filter), { pages: [{ entries }], pageParams: [0] }]]
}

describe('the activity', () => {
  it('tells who did what to what, why, and how it went', () => {
    const refused = entry(1, { outcome: 'refused', reason: 'CVE', summary: 'build stays at go1.22.12' })
    expect(words(<ActivityLog />, seed({}, refused))).toMatch(
      /ago ada group.set group:build build stays at go1.22.12 Reason: CVE refused/,
    )
  })

  it('leaves out a reason that was not given', () => {
    expect(words(<ActivityLog />, seed({}, entry(1)))).not.toContain('Reason:')
  })

  it.each<[string, AuditFilter]>([
    ['?target=host:ci-1', { target: 'host:ci-1' }],
    ['?q=disk%20full', { search: 'disk full' }],
    ['?actor=Ada&outcome=failed', { actor: 'Ada', outcome: 'failed' }],
    ['?action=rollback', { action: 'rollback' }],
    [
      '?from=2026-03-01&to=2026-03-04',
      { since: '2026-03-01T00:00:00.000Z', until: '2026-03-04T23:59:59.999Z' },
    ],
  ])('is filtered by the address: %s', (address, filter) => {
    const both: Seed = [...seed({}, entry(1)), ...seed(filter, entry(2))]
    const said = words(<ActivityLog />, both, address)
    expect(said).toContain('entry 2')
    expect(said).not.toContain('entry 1')
  })

  it('offers the actors and actions that occur, and shows what the address asks for', () => {
    const facets = { actors: ['ada', 'bob'], actions: ['group.create', 'group.set'] }
    const html = markup(<ActivityLog />, [[keys.auditFacets, facets], ...seed({}, entry(1))], '?actor=eve')
    for (const name of ['ada', 'bob', 'group', 'group.create', 'group.set']) {
      expect(html).toContain(`<option>${name}</option>`)
    }
    expect(html).toContain('<option selected="">eve</option>')
  })

  it('can be had as a file, filtered as it is shown', () => {
    const html = markup(<ActivityLog />, seed({ actor: 'ada' }, entry(1)), '?actor=ada').replaceAll(
      '&amp;',
      '&',
    )
    expect(html).toContain('href="/api/audit/export?format=csv&actor=ada"')
    expect(html).toContain('href="/api/audit/export?format=ndjson&actor=ada"')
  })

  it('tells of new entries instead of moving what somebody reads', () => {
    const pages = [{ entries: [entry(9), entry(8)] }, { entries: [entry(7)] }]
    const reading = (newest: number): Seed => [
      [keys.auditLog({}), { pages, pageParams: [0, 8] }],
      [keys.auditNewest({}), { entries: [entry(newest)] }],
    ]
    expect(words(<ActivityLog />, reading(10))).toContain('New entries · show')
    expect(words(<ActivityLog />, reading(10))).not.toContain('entry 10')
    expect(words(<ActivityLog />, reading(9))).not.toContain('New entries')
  })

  it('offers older entries only when there may be some', () => {
    const full = Array.from({ length: 100 }, (_, index) => entry(100 - index))
    expect(words(<ActivityLog />, seed({}, ...full))).toContain('Show older')
    expect(words(<ActivityLog />, seed({}, ...full.slice(1)))).not.toContain('Show older')
  })

  it('says what it would hold when it holds nothing, and that filters may be why', () => {
    expect(words(<ActivityLog />, seed({}))).toContain('Nothing is recorded here.')
    expect(words(<ActivityLog />, seed({}))).not.toContain('Clear filters')
    const filtered = words(<ActivityLog />, seed({ actor: 'ada' }), '?actor=ada')
    expect(filtered).toContain('Nothing fits these filters.')
    expect(filtered).toContain('Clear filters')
  })

  it('says that it loads', () => {
    expect(markup(<ActivityLog />)).toMatch(/Loading[^<"]*the activity/)
  })
})

describe('a verification of the log', () => {
  const fine: AuditVerification = {
    ok: true,
    entries: 1_234,
    unsealed: 0,
    head: 'ab'.repeat(32),
    broken: null,
  }

  it('says that every entry is as it was, with the seal that proves it', () => {
    const said = words(<VerificationNotice result={fine} />)
    expect(said).toContain('All 1,234 entries are as they were written.')
    expect(said).toContain('ab'.repeat(32))
    expect(said).not.toContain('last seconds')
  })

  it('says what is not sealed yet, and has no seal to show of nothing', () => {
    const said = words(<VerificationNotice result={{ ...fine, entries: 0, unsealed: 2, head: null }} />)
    expect(said).toContain('2 entries of the last seconds')
    expect(said).not.toContain('newest seal')
  })

  it('says which entry does not fit, and what to do, to screen readers at once', () => {
    const broken = { id: 8, says: 'entry 8 is not what was sealed' }
    const html = markup(<VerificationNotice result={{ ...fine, ok: false, entries: 7, broken }} />)
    expect(html).toContain('role="alert"')
    expect(html).toContain('then entry 8 is not what was sealed')
    expect(html).toContain('backup')
  })
})
