import type { Phase } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { bar, describeBytes, duration } from './describe-stage.js'
import { type DisplayOptions, displayFor } from './display.js'
import { Stages } from './stages.js'

const MB = 1_000_000
const RELEASE = 'go1.22.12'
const down = (done: number): Phase => ({ kind: 'downloading', release: RELEASE, done, total: 70 * MB })
const unpack = (done: number): Phase => ({ kind: 'unpacking', release: RELEASE, done, total: 70 * MB })
/** An install as the agent tells it: both go side by side, word of each comes in turn. */
const INSTALL: readonly (readonly [number, Phase])[] = [
  [0, { kind: 'checking', release: RELEASE }],
  [100, down(0)],
  [100, unpack(0)],
  [1100, down(35 * MB)],
  [1100, unpack(33 * MB)],
  [2100, down(70 * MB)],
  [2100, unpack(68 * MB)],
  [2150, down(70 * MB)],
  [2600, { kind: 'switching', release: RELEASE }],
  [2700, { kind: 'checking', release: RELEASE }],
  [3700, { kind: 'idle' }],
]

/** What a display of a kind writes while the agent installs. */
function shown(o: Partial<DisplayOptions> & { readonly isTTY?: boolean }, resumed = 0) {
  let now = 0
  const screen: string[] = []
  const out: string[] = []
  const display = displayFor({
    json: false,
    screen: { write: (text) => screen.push(text), isTTY: o.isTTY ?? false, columns: 100 },
    out: { write: (text) => out.push(text) },
    now: () => now,
    ...o,
  })
  display.note('1.22 is go1.22.12', { kind: 'resolved' })
  if (resumed > 0) display.resumed(resumed)
  for (const [at, phase] of INSTALL) {
    now = at
    display.phase(phase)
  }
  display.end()
  return { screen: screen.join(''), out: out.join('') }
}
const plain = (text: string) =>
  text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d*[a-zA-Z]`, 'g'), '')

describe('the stages of a change', () => {
  it('begin and end once each, in order, however often word of them comes', () => {
    const stages = new Stages()
    for (const [at, phase] of INSTALL) stages.take(phase, at)
    expect(stages.all.map(({ kind, startedAt, endedAt, done }) => [kind, startedAt, endedAt, done])).toEqual([
      ['checking', 0, 100, undefined],
      ['downloading', 100, 2100, 70 * MB],
      ['unpacking', 100, 2600, 70 * MB],
      ['switching', 2600, 2700, undefined],
      ['checking', 2700, 3700, undefined],
    ])
  })

  it('that are broken off are not said to be whole', () => {
    const stages = new Stages()
    stages.take(down(0), 0)
    stages.take(down(10 * MB), 1000)
    stages.end(1500)
    expect(stages.all).toMatchObject([{ done: 10 * MB, endedAt: 1500 }])
  })
})

describe('on a terminal', () => {
  it('there is a line for each stage, drawn in place, with bars', () => {
    const { screen, out } = shown({ isTTY: true })
    const last = plain(screen)
      .split('\r')
      .slice(-5)
      .map((line) => line.trim())
    expect(last).toEqual([
      '✓ check go1.22.12    0.1 s',
      '✓ download and hash  70.0 MB in 2.0 s, 35 MB/s',
      '✓ unpack             70.0 MB in 2.5 s, 28 MB/s',
      '✓ switch go1.22.12   0.1 s',
      '✓ check go1.22.12    1.0 s',
    ])
    expect(plain(screen)).toContain('35.0 of 70.0 MB  35.0 MB/s  1.0 s left')
    expect(screen).toMatch(/█+░+/)
    expect(out).toBe('')
  })

  it('NO_COLOR is honoured', () => {
    const before = process.env.NO_COLOR
    process.env.NO_COLOR = '1'
    try {
      const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`)
      expect(shown({ isTTY: true }).screen).not.toMatch(colour)
    } finally {
      if (before === undefined) delete process.env.NO_COLOR
      else process.env.NO_COLOR = before
    }
  })
})

describe('elsewhere', () => {
  it('there are plain lines: the start, the quarters and the end of each stage', () => {
    const { screen } = shown({})
    expect(screen.split('\n')).toEqual([
      '1.22 is go1.22.12',
      'check go1.22.12 …',
      'check go1.22.12: done, 0.1 s',
      'download and hash: 0.0 of 70.0 MB',
      'unpack: 0.0 of 70.0 MB',
      'download and hash: 35.0 of 70.0 MB  35.0 MB/s  1.0 s left',
      'unpack: 33.0 of 70.0 MB  33.0 MB/s  1.1 s left',
      'download and hash: done, 70.0 MB in 2.0 s, 35 MB/s',
      'unpack: 68.0 of 70.0 MB  34.0 MB/s  0.1 s left',
      'unpack: done, 70.0 MB in 2.5 s, 28 MB/s',
      'switch go1.22.12 …',
      'switch go1.22.12: done, 0.1 s',
      'check go1.22.12 …',
      'check go1.22.12: done, 1.0 s',
      '',
    ])
  })

  it('what an earlier run fetched does not count as speed', () => {
    expect(shown({}, 50 * MB).screen).toContain('download and hash: done, 70.0 MB in 2.0 s, 10 MB/s')
  })
})

describe('with --json', () => {
  it('each line on stdout is an event, and stderr stays empty', () => {
    const { screen, out } = shown({ json: true }, 9)
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.slice(0, 3)).toEqual([
      { kind: 'resolved', text: '1.22 is go1.22.12' },
      { kind: 'resumed', from: 9 },
      { kind: 'phase', phase: { kind: 'checking', release: RELEASE } },
    ])
    expect(events.at(-1)).toEqual({ kind: 'phase', phase: { kind: 'idle' } })
    expect(screen).toBe('')
  })
})

describe('figures', () => {
  it('are truncated, never rounded up to the end', () => {
    expect(bar(999, 1000, 10)).toBe('█████████░')
    expect(bar(1000, 1000, 10)).toBe('██████████')
    expect(bar(5, 0, 4)).toBe('░░░░')
    expect(bar(9, 3, 4)).toBe('████')
  })

  it('say times and speeds in a person’s words', () => {
    expect([40, 9_940, 9_960, 59_400, 125_000].map(duration)).toEqual([
      '0.0 s',
      '9.9 s',
      '10 s',
      '59 s',
      '2 min 5 s',
    ])
    const stage = {
      kind: 'downloading',
      release: RELEASE,
      startedAt: 0,
      endedAt: undefined,
      done: MB,
      total: 2 * MB,
      from: 0,
    } as const
    expect(describeBytes(stage, 100)).toBe('1.0 of 2.0 MB')
    expect(describeBytes(stage, 2_000)).toBe('1.0 of 2.0 MB  0.5 MB/s  2.0 s left')
  })
})
