import { describe, expect, it } from 'vitest'
import { spec } from './testing/samples.js'
import { toAmount, toAmountSpec, toPolicy } from './to-policy.js'

describe('what a person asks for becomes what the engine decides by', () => {
  it('seconds become milliseconds, percentages parts, clock times minutes', () => {
    const policy = toPolicy(
      spec({
        stages: [
          { size: '12.5%', soakSeconds: 90, maxFailed: 2, maxSilent: '10%', approvals: 2, concurrency: 5 },
        ],
        silentAfterSeconds: 30,
        windows: [{ timeZone: 'Europe/Berlin', days: [1, 5], from: '22:30', to: '24:00' }],
        startAt: '2026-05-01T10:00:00.000Z',
      }),
    )
    expect(policy).toEqual({
      stages: [
        {
          size: { kind: 'percent', percent: 12.5 },
          soakMs: 90_000,
          budget: {
            failed: { kind: 'count', hosts: 2 },
            silent: { kind: 'percent', percent: 10 },
            rolledBack: { kind: 'count', hosts: 0 },
          },
          ...{ concurrency: 5, rampFrom: null, gates: [], approvals: 2, onFailure: 'pause' },
        },
      ],
      silentAfterMs: 30_000,
      spreadBy: null,
      domainCap: null,
      windows: [{ timeZone: 'Europe/Berlin', days: [1, 5], from: 1_350, to: 1_440 }],
      startAt: Date.UTC(2026, 4, 1, 10),
    })
  })

  it.each([7, '25%', '0.5%', 0])('an amount comes back as it was written: %s', (amount) => {
    expect(toAmountSpec(toAmount(amount))).toBe(amount)
  })
})
