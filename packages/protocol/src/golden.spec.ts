import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { AGENT_MESSAGES, MAX_MESSAGE_BYTES } from './agent/messages.js'
import {
  agentHandshake,
  assignment,
  challengeText,
  enrollAnswer,
  enrollRequest,
  enrollText,
  handshakeRefusal,
  hostReport,
  LIVE_MESSAGES,
  problem,
} from './index.js'

/** What the first version 1 put on the wire, and the shapes that grew since, each as it looks with everything set. */
const FIRST = new URL('../fixtures/golden/v1/', import.meta.url)
const GROWN = new URL('../fixtures/golden/v1.1/', import.meta.url)
const namesIn = (folder: URL) => readdirSync(folder).map((file) => file.replace(/\.json$/, ''))
const golden = (name: string, folder = FIRST): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))

const messages: Record<string, { payload: z.ZodType; answer?: z.ZodType | undefined }> = {
  ...AGENT_MESSAGES,
  ...LIVE_MESSAGES,
}
const documents: Record<string, z.ZodType> = {
  assignment,
  'agent-handshake': agentHandshake,
  'handshake-refusal': handshakeRefusal,
  'enroll-request': enrollRequest,
  'enroll-answer': enrollAnswer,
  problem,
}
const shapes = new Map<string, z.ZodType>([
  ...Object.entries(messages).flatMap(([name, { payload, answer }]): [string, z.ZodType][] => [
    [name, payload],
    ...(answer ? [[`${name}.answer`, answer] satisfies [string, z.ZodType]] : []),
  ]),
  ...Object.entries(documents),
])

describe('what version 1 put on the wire', () => {
  it('is kept for every message, and for nothing that no longer exists', () => {
    expect(namesIn(FIRST).sort()).toEqual([...shapes.keys()].sort())
    expect([...shapes.keys()]).toEqual(expect.arrayContaining(namesIn(GROWN)))
  })

  for (const [name, schema] of shapes) {
    it(`${name} is still understood, whole`, () => {
      expect(schema.parse(golden(name))).toMatchObject(Object(golden(name)))
    })
    it(`${name} is understood with fields of a later version, which are dropped`, () => {
      const later = { ...Object(golden(name)), fromTheFuture: { deeply: ['nested'] } }
      expect(schema.parse(later)).toEqual(schema.parse(golden(name)))
    })
    it(`${name} is refused when it is something else`, () => {
      for (const bad of [null, 'text', 7, [], { seq: 'x', payload: true }])
        expect(schema.safeParse(bad).success).toBe(false)
    })
  }

  for (const name of namesIn(GROWN)) {
    it(`${name}, grown, is understood with all it has`, () => {
      expect(shapes.get(name)?.parse(golden(name, GROWN))).toEqual(golden(name, GROWN))
    })
  }
})

describe('a report', () => {
  it('with everything at its limit fits into a message', () => {
    const report = hostReport.parse(golden('host.report'))
    const snapshot = report.observed.snapshots[0]
    const event = report.events[0]
    if (!snapshot || !event) throw new Error('the fixture lost its snapshot or event')
    const full = {
      ...report,
      observed: {
        ...report.observed,
        snapshots: Array.from({ length: 30 }, () => ({
          ...snapshot,
          reason: 'r'.repeat(200),
          settings: { GOPROXY: 'p'.repeat(200) },
        })),
      },
      events: Array.from({ length: 50 }, (_, i) => ({ ...event, id: `${i}`, message: 'm'.repeat(500) })),
    }
    expect(JSON.stringify(hostReport.parse(full)).length).toBeLessThan(MAX_MESSAGE_BYTES)
  })

  it.each([
    ['a path in a release name', { observed: { link: { kind: 'managed', release: '../../etc' } } }],
    ['a digest that is none', { observed: { proof: 'xyz' } }],
    ['a sequence number of 0', { seq: 0 }],
    ['a negative epoch', { epoch: -1 }],
    ['too many events', { events: Array.from({ length: 51 }, () => ({})) }],
  ])('with %s is refused', (_, over) => {
    const good = hostReport.parse(golden('host.report'))
    const bad = {
      ...good,
      ...over,
      observed: { ...good.observed, ...('observed' in over ? over.observed : {}) },
    }
    expect(hostReport.safeParse(bad).success).toBe(false)
  })
})

it('signs texts that cannot be taken for each other', () => {
  expect(challengeText('h', 'c')).toBe('goherd agent connection v1\nh\nc\n')
  expect(enrollText({ token: 't', name: 'n' })).toBe('goherd enroll v1\nn\nt\n')
})
