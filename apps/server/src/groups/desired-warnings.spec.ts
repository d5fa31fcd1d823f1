import { describe, expect, it } from 'vitest'
import { desiredWarnings, driftWarnings } from './desired-warnings.js'

// Newer than any line that is known when this runs.
const CATALOGUE = ['go1.94rc1', 'go1.93.5', 'go1.93.4', 'go1.92.12', 'go1.91.13'].map((name) => ({
  name,
  stable: !name.includes('rc'),
}))

describe('desiredWarnings', () => {
  it.each([
    ['go1.93.5', []],
    ['go1.92.12', []],
    ['go1.93.4', [/go1\.93\.5 is a newer patch of Go 1\.93/]],
    ['go1.91.13', [/Go 1\.91 gets no more security fixes/]],
    ['go1.91.2', [/Go 1\.91 gets no more security fixes/, /go1\.91\.13 is a newer patch/]],
    ['go1.94rc1', [/pre-release/]],
  ])('%s: %o', (release, expected) => {
    expect(desiredWarnings(release, CATALOGUE, [])).toEqual(
      expected.map((text) => expect.stringMatching(text)),
    )
  })

  it('names each platform without an archive', () => {
    expect(desiredWarnings('go1.93.5', CATALOGUE, ['plan9/386', 'linux/riscv64'])).toEqual([
      expect.stringContaining('plan9/386'),
      expect.stringContaining('linux/riscv64'),
    ])
  })
})

describe('driftWarnings', () => {
  it('are for hosts that are to put drift right and cannot', () => {
    expect(driftWarnings({ drift: 'correct' }, ['ci-1'])).toEqual([
      expect.stringMatching(/^the agent of ci-1 can only report drift: install /),
    ])
    expect(driftWarnings({ drift: 'correct' }, ['ci-1', 'ci-2', 'ci-3'])).toEqual([
      expect.stringMatching(/^the agents of ci-1 and 2 more can only report drift: install /),
    ])
  })

  it('are none where drift is only to be reported, or all hosts can', () => {
    expect(driftWarnings({ drift: 'correct' }, [])).toEqual([])
    expect(driftWarnings({ drift: 'report' }, ['ci-1'])).toEqual([])
    expect(driftWarnings({}, ['ci-1'])).toEqual([])
  })
})
