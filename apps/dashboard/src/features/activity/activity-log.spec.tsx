import type { AuditEntry } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { type Seed, words } from '../../testing/render'
import { SAMPLE_TIME } from '../../testing/sample-fleet'
import { ActivityLog } from './activity-log'

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

function seed(target: string, ...entries: AuditEntry[]): Seed {
  return [[[...keys.audit, target], { pages: [{ entries }], pageParams: [0] }]]
}

describe('the activity', () => {
  it('tells who did what to what, why, and how it went', () => {
    const refused = entry(1, { outcome: 'refused', reason: 'CVE', summary: 'build stays at go1.22.12' })
    expect(words(<ActivityLog />, seed('', refused))).toMatch(
      /ago ada group.set group:build build stays at go1.22.12 Reason: CVE refused/,
    )
  })

  it('leaves out a reason that was not given', () => {
    expect(words(<ActivityLog />, seed('', entry(1)))).not.toContain('Reason:')
  })

  it('is filtered by the target in the address', () => {
    const both: Seed = [...seed('', entry(1)), ...seed('host:ci-1', entry(2))]
    const said = words(<ActivityLog />, both, '?target=host:ci-1')
    expect(said).toContain('entry 2')
    expect(said).not.toContain('entry 1')
  })

  it('offers older entries only when there may be some', () => {
    const full = Array.from({ length: 100 }, (_, index) => entry(100 - index))
    expect(words(<ActivityLog />, seed('', ...full))).toContain('Show older')
    expect(words(<ActivityLog />, seed('', ...full.slice(1)))).not.toContain('Show older')
  })

  it('says what it would hold when it holds nothing', () => {
    expect(words(<ActivityLog />, seed(''))).toContain('Nothing is recorded here.')
  })
})
