import type { HostReport, ReportAnswer } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { MAX_PENDING_EVENTS } from './coalesce.js'
import { ReportInbox } from './report-inbox.js'

const report = (seq: number, events = 0): HostReport => ({
  seq,
  epoch: 1,
  at: '2026-01-01T00:00:00.000Z',
  observed: {
    link: { kind: 'missing' },
    settings: {},
    goVersion: null,
    bytes: { kind: 'unchecked' },
    proof: null,
    installed: [],
    snapshots: [],
  },
  phase: { kind: 'idle' },
  events: Array.from({ length: events }, (_, n) => ({
    id: `${seq}-${n}`,
    at: '2026-01-01T00:00:00.000Z',
    kind: 'switch' as const,
    epoch: 1,
    message: '',
  })),
})

function inboxWith(...sent: [host: string, seq: number][]) {
  const inbox = new ReportInbox()
  const answers: { host: string; answer: ReportAnswer }[] = []
  const send = (host: string, next: HostReport) =>
    inbox.accept(host, next, (answer) => answers.push({ host, answer }))
  for (const [host, seq] of sent) send(host, report(seq))
  return { inbox, answers, send }
}

describe('the report inbox', () => {
  it('answers nobody before the commit, and superseded reports with it', () => {
    const { inbox, answers } = inboxWith(['a', 1], ['a', 2], ['b', 7])
    const taken = inbox.take(10)
    expect(answers).toEqual([])
    expect(taken.map(({ hostId, pending }) => [hostId, pending.newest.seq])).toEqual([
      ['a', 2],
      ['b', 7],
    ])
    inbox.committed(taken)
    expect(answers).toEqual([
      { host: 'a', answer: { ok: true, seq: 1 } },
      { host: 'a', answer: { ok: true, seq: 2 } },
      { host: 'b', answer: { ok: true, seq: 7 } },
    ])
  })

  it('takes no more than asked for, oldest first', () => {
    const { inbox } = inboxWith(['a', 1], ['b', 1], ['c', 1])
    expect(inbox.take(2).map((t) => t.hostId)).toEqual(['a', 'b'])
    expect(inbox.take(2).map((t) => t.hostId)).toEqual(['c'])
    expect(inbox.size).toBe(0)
  })

  it('keeps a failed flush, answers it to nobody, and lets newer reports win', () => {
    const { inbox, answers, send } = inboxWith(['a', 4], ['b', 1])
    const failed = inbox.take(10)
    send('a', report(5))
    inbox.giveBack(failed)
    expect(answers).toEqual([])
    const again = inbox.take(10)
    expect(new Map(again.map((t) => [t.hostId, t.pending.newest.seq]))).toEqual(
      new Map([
        ['a', 5],
        ['b', 1],
      ]),
    )
    inbox.committed(again)
    expect(answers.map((a) => a.answer)).toEqual([
      { ok: true, seq: 4 },
      { ok: true, seq: 5 },
      { ok: true, seq: 1 },
    ])
  })

  it('tells a host that floods it with events to wait, and loses none it took', () => {
    const { inbox, answers, send } = inboxWith()
    let seq = 0
    for (let events = 0; events < MAX_PENDING_EVENTS; events += 50) send('a', report(++seq, 50))
    send('a', report(++seq, 1))
    expect(answers).toHaveLength(1)
    expect(answers[0]?.answer).toMatchObject({ ok: false, retryAfterMs: 1000 })
    expect(inbox.take(1)[0]?.pending.events.size).toBe(MAX_PENDING_EVENTS)
  })

  it('wakes the writer for each arrival', () => {
    const { inbox, send } = inboxWith()
    let woken = 0
    inbox.onArrival(() => {
      woken += 1
    })
    send('a', report(1))
    send('a', report(2))
    expect(woken).toBe(2)
  })
})
