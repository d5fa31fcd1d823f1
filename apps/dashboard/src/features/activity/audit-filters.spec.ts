import { auditExportQuery, auditFilter } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { type ActivityFilters, actionChoices, exportAddress, toAuditFilter } from './audit-filters'

const NONE: ActivityFilters = {
  q: '',
  target: '',
  actor: null,
  action: null,
  outcome: null,
  from: null,
  to: null,
}
const ALL: ActivityFilters = {
  q: ' disk & full ',
  target: 'host:ci-1',
  actor: 'Ada',
  action: 'rollback',
  outcome: 'failed',
  from: '2026-03-01',
  to: '2026-03-04',
}

describe('the filters of the activity', () => {
  it('ask for everything when there are none', () => {
    expect(toAuditFilter(NONE)).toEqual({})
  })

  it('ask the server in its own words, with whole days of UTC', () => {
    const filter = toAuditFilter(ALL)
    expect(auditFilter.parse(filter)).toEqual(filter)
    expect(filter).toEqual({
      search: 'disk & full',
      target: 'host:ci-1',
      actor: 'Ada',
      action: 'rollback',
      outcome: 'failed',
      since: '2026-03-01T00:00:00.000Z',
      until: '2026-03-04T23:59:59.999Z',
    })
  })

  it.each(['yesterday', '2026-3-1', '2026-13-01', '2026-03-01T00:00:00Z', ''])(
    'leave out %j as a day',
    (day) => {
      expect(toAuditFilter({ ...NONE, from: day, to: day })).toEqual({})
    },
  )

  it('are those of the exported file as well', () => {
    const { pathname, searchParams } = new URL(exportAddress(toAuditFilter(ALL), 'csv'), 'http://goherd.test')
    expect(pathname).toBe('/api/audit/export')
    expect(auditExportQuery.parse(Object.fromEntries(searchParams))).toEqual({
      ...toAuditFilter(ALL),
      format: 'csv',
    })
  })
})

describe('the actions to choose from', () => {
  it('have a noun of their own where several share it', () => {
    expect(actionChoices(['group.create', 'group.set', 'login', 'rollback.start'])).toEqual([
      'group',
      'group.create',
      'group.set',
      'login',
      'rollback.start',
    ])
    expect(actionChoices([])).toEqual([])
  })
})
