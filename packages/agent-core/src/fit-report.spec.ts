import type { EffectiveGo } from '@goherd/model'
import type { HostEvent, HostReport } from '@goherd/protocol'
import { hostReport } from '@goherd/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitReport } from './fit-report.js'
import { OLD, observed, snapshotOf } from './test/samples.js'

/** What the wire takes, less the envelope and the facts that may come along. */
const ROOM = 60_000

function eventOf(n: number, message: string): HostEvent {
  return { id: `e${n}`, at: '2026-01-01T00:00:00.000Z', kind: 'drift', epoch: 1, message }
}

function reportWith(snapshots: number, events: number, text: string): HostReport {
  return {
    seq: 1,
    epoch: 1,
    at: '2026-01-01T00:00:00.000Z',
    phase: { kind: 'idle' },
    events: Array.from({ length: events }, (_, n) => eventOf(n, text.slice(0, 1000))),
    observed: observed(OLD, {
      snapshots: Array.from({ length: snapshots }, (_, n) =>
        snapshotOf(`s${n}`, OLD, { settings: { GOPROXY: text.slice(0, 4096) } }),
      ),
    }),
  }
}

/** What builds would run on a host where everything is there as often as it can be and a bit more. */
function effectiveWith(count: number, text: string): EffectiveGo {
  const path = `/${text}`.slice(0, 1024)
  const many = <T>(make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
  const go = { path, origin: 'unknown', release: 'go1.22.12' } as const
  return {
    onPath: true,
    contexts: many((n) => ({ context: 'shell', user: `u${n}`, go, path: [path, '/usr/bin'] })),
    others: many(() => go),
    toolchains: many(() => go),
    overrides: many((n) => ({ name: `GO${n}`, value: text.slice(0, 1024), where: path })),
    workspaces: many((n) => ({ path: `/w${n}`, wants: '1.24', file: 'go.mod' })),
    tools: many(() => ({ path, release: 'go1.21.13' })),
  }
}

function reportOf(effective: EffectiveGo, snapshots = 0): HostReport {
  const report = reportWith(snapshots, 0, 'x'.repeat(200))
  return { ...report, observed: { ...report.observed, effective } }
}

function bytesOf(report: HostReport): number {
  return encodeURIComponent(JSON.stringify(report)).replace(/%../g, 'x').length
}

describe('fitting a report', () => {
  it('leaves a small one as it is', () => {
    const report = reportWith(3, 3, 'short')
    expect(fitReport(report)).toEqual(report)
  })

  it('keeps the newest thirty snapshots and the first fifty releases', () => {
    const installed = Array.from({ length: 60 }, (_, n) => ({
      release: `go1.${n}`,
      treeDigest: 'a'.repeat(64),
      size: 1,
    }))
    const report = reportWith(40, 0, '')
    const fitted = fitReport({ ...report, observed: { ...report.observed, installed } })
    expect(fitted.observed.snapshots.map((s) => s.id)).toEqual(Array.from({ length: 30 }, (_, n) => `s${n}`))
    expect(fitted.observed.installed).toHaveLength(50)
  })

  it('gives up old snapshots before events', () => {
    const fitted = fitReport(reportWith(30, 10, 'x'.repeat(4096)))
    expect(fitted.observed.snapshots.length).toBeLessThan(30)
    expect(fitted.observed.snapshots[0]?.id).toBe('s0')
    expect(fitted.events).toHaveLength(10)
  })

  it('gives up the newest events when that is not enough, the oldest wait longest', () => {
    const fitted = fitReport(reportWith(3, 50, 'ü'.repeat(4096)))
    expect(fitted.events.length).toBeLessThan(50)
    expect(fitted.events[0]?.id).toBe('e0')
    expect(fitted.observed.snapshots).toHaveLength(3)
  })

  it('ends even when nothing can be given up', () => {
    const report = reportWith(0, 0, '')
    const settings = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`GO${n}`, 'x'.repeat(4000)]))
    expect(fitReport({ ...report, observed: { ...report.observed, settings } }).observed.settings).toEqual(
      settings,
    )
  })

  it('keeps what builds would run to the lists of the wire', () => {
    const { effective } = fitReport(reportOf(effectiveWith(60, ''))).observed
    expect([effective?.contexts.length, effective?.others.length, effective?.tools.length]).toEqual([
      12, 30, 50,
    ])
    expect(fitReport(reportOf(effectiveWith(5, 'x'))).observed.effective).toEqual(effectiveWith(5, 'x'))
  })

  it('gives up tools, toolchains and other Gos before snapshots, and what drift is judged from last', () => {
    const fitted = fitReport(reportOf(effectiveWith(60, 'p'.repeat(200)), 30)).observed
    expect(fitted.effective?.tools.length).toBeLessThan(50)
    expect(fitted.effective?.contexts).toHaveLength(12)
    expect(fitted.effective?.overrides).toHaveLength(30)
    expect(fitted.snapshots).toHaveLength(30)
    const wide = fitReport(reportOf(effectiveWith(60, '語'.repeat(1024)), 30))
    expect(wide.observed.effective?.contexts).toHaveLength(3)
    expect(wide.observed.effective?.tools).toEqual([])
    expect(bytesOf(wide)).toBeLessThan(ROOM)
  })

  it('gives up the folders of PATH before anything else, and cuts the longest to what the wire takes', () => {
    const long = fitReport(reportOf(effectiveWith(1, 'p'.repeat(1000)))).observed.effective
    expect(long?.contexts[0]?.path?.map((folder) => folder.length)).toEqual([256, 8])
    const many = Array.from({ length: 40 }, (_, n) => `/${n}${'p'.repeat(200)}`)
    const wide = effectiveWith(12, 'p')
    const contexts = wide.contexts.map((found) => ({ ...found, path: [...many, '/last'] }))
    const fitted = fitReport(reportOf({ ...wide, contexts })).observed.effective
    expect(fitted).toEqual({ ...wide, contexts: wide.contexts.map(({ path: _, ...found }) => found) })
  })

  it('counts characters by their bytes', () => {
    const ascii = fitReport(reportWith(10, 0, 'x'.repeat(4000)))
    const wide = fitReport(reportWith(10, 0, '語'.repeat(4000)))
    expect(wide.observed.snapshots.length).toBeLessThan(ascii.observed.snapshots.length)
    expect(bytesOf(wide)).toBeLessThan(ROOM)
  })

  it('stays within the wire and valid, whatever a go.env and its history hold', () => {
    const text = fc.string({ maxLength: 1200, unit: 'binary' })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 70 }),
        text,
        (snapshots, events, found, value) => {
          const report = reportWith(snapshots, events, value)
          const effective = effectiveWith(found, value)
          const fitted = fitReport({ ...report, observed: { ...report.observed, effective } })
          expect(bytesOf(fitted)).toBeLessThan(ROOM)
          expect(hostReport.safeParse(fitted).success).toBe(true)
        },
      ),
      { numRuns: 15 },
    )
  })
})
