import type { CheckResult } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { type CheckGate, judgeChecks } from './judge-checks.js'

const SMOKE: CheckGate = { kind: 'smoke', name: 'smoke', check: 'builds', timeoutSeconds: 60 }
const BUILD: CheckGate = {
  ...{ kind: 'build', name: 'canary', packages: './...', hosts: 1, timeoutSeconds: 60 },
  module: { path: 'example.com/a', version: 'v1.0.0', sum: `h1:${'A'.repeat(43)}=` },
  ...{ maxSlowerPercent: 50, maxLargerPercent: 25 },
}
const ran = (exitCode: number | null, output = ''): CheckResult => ({
  kind: 'smoke',
  ran: { exitCode, ms: 1_500, output },
})
const command = (exitCode = 0) => ({ exitCode, ms: 1_000, output: '' })
const side = (release: string, test = 0) => ({
  ...{ release, build: command(), vet: command(), test: command(test), binaryBytes: 1_000_000 },
})

describe('what hosts answer', () => {
  it.each<[string, CheckResult | null, string, string]>([
    ['well', ran(0, 'fine\n'), 'pass', 'a: exit 0 after 1.5 s'],
    ['badly', ran(3, 'first\nno space left\n'), 'fail', 'a: exit 3 after 1.5 s ("no space left")'],
    ['badly, without a word', ran(1), 'fail', 'a: exit 1 after 1.5 s'],
    ['not to the end', ran(null), 'inconclusive', 'a: it did not end in 1.5 s'],
    ['not at all', null, 'inconclusive', 'a: no answer in time'],
    [
      'that they cannot',
      { kind: 'unable', code: 'x', why: 'there is none' },
      'inconclusive',
      'a: there is none',
    ],
  ])('of a smoke check: %s', (_, result, verdict, said) => {
    expect(judgeChecks(SMOKE, [{ host: 'a', result }])).toEqual({ verdict, said })
  })

  it('of a build is compared', () => {
    const result = (test: number): CheckResult => ({
      kind: 'build',
      old: side('go1.21.13'),
      new: side('go1.22.12', test),
    })
    expect(judgeChecks(BUILD, [{ host: 'a', result: result(0) }]).verdict).toBe('pass')
    expect(judgeChecks(BUILD, [{ host: 'a', result: result(1) }])).toMatchObject({
      verdict: 'fail',
      said: expect.stringContaining('a: test fails under go1.22.12 only'),
    })
    expect(judgeChecks(SMOKE, [{ host: 'a', result: result(0) }]).verdict).toBe('inconclusive')
  })

  it('of several: one that fails is enough, one that cannot tell leaves it open', () => {
    const of = (...results: (CheckResult | null)[]) =>
      judgeChecks(
        SMOKE,
        results.map((result, n) => ({ host: `h${n}`, result })),
      ).verdict
    expect(of(ran(0), ran(1), null)).toBe('fail')
    expect(of(ran(0), null)).toBe('inconclusive')
    expect(of(ran(0), ran(0))).toBe('pass')
    expect(of()).toBe('inconclusive')
  })
})
