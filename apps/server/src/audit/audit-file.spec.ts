import type { AuditEntry } from '@goherd/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AUDIT_FORMATS } from './audit-file.js'

const entry: AuditEntry = {
  id: 7,
  at: '2026-03-04T05:06:07.008Z',
  actor: 'Ada',
  action: 'group.set',
  target: 'group:build',
  reason: 'patch',
  outcome: 'done',
  summary: 'build goes to go1.23.5',
}

/** A reader of RFC 4180, written from its text. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
    if (end === '') break
  }
  return rows.slice(0, -1)
}

describe('a log as CSV', () => {
  const { csv } = AUDIT_FORMATS

  it('has a heading, and a line of the same columns for each entry', () => {
    expect(csv.heading).toBe('id,at,actor,action,target,outcome,reason,summary\r\n')
    expect(csv.line(entry)).toBe(
      '7,2026-03-04T05:06:07.008Z,Ada,group.set,group:build,done,patch,build goes to go1.23.5\r\n',
    )
  })

  it('quotes what has commas, quotes or line ends', () => {
    expect(csv.line({ ...entry, reason: 'a "b", c', summary: 'x\ny' })).toContain('"a ""b"", c","x\ny"\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=cmd|"/c calc"!A1'])(
    'makes %j harmless',
    (reason) => {
      const [cells] = readCsv(csv.line({ ...entry, reason }))
      expect(cells?.[6]).toBe(`'${reason}`)
    },
  )

  it('gives every text back to who reads it, and no cell that is computed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (reason, summary) => {
        const [cells, ...others] = readCsv(csv.line({ ...entry, reason, summary }))
        expect(others).toEqual([])
        expect(cells).toHaveLength(8)
        for (const [at, text] of [reason, summary].entries()) {
          const cell = cells?.[6 + at] ?? ''
          expect([text, `'${text}`]).toContain(cell)
          expect(cell).not.toMatch(/^[=+\-@\t\r]/)
        }
      }),
    )
  })
})

describe('a log as NDJSON', () => {
  it('is a line of JSON for each entry, whatever it says', () => {
    const { ndjson } = AUDIT_FORMATS
    const odd = { ...entry, summary: 'two\nlines and \u2028' }
    expect(ndjson.heading).toBe('')
    expect(ndjson.line(odd).split('\n')).toHaveLength(2)
    expect(JSON.parse(ndjson.line(odd))).toEqual(odd)
  })
})
