import { describe, expect, it } from 'vitest'
import { sentenceOf } from './sentence.js'
import { spec, state } from './testing/samples.js'
import { toPolicy } from './to-policy.js'

const NOON = Date.UTC(2026, 0, 5, 12)
const gates = [{ kind: 'smoke', name: 'smoke', check: 'smoke' } as const]
const policy = toPolicy(
  spec({
    stages: [
      { size: 1, gates: ['smoke'], approvals: 2 },
      { size: '100%', approvals: 1 },
    ],
    gates,
  }),
)
const say = (over: Parameters<typeof state>[0], waits: string[] = []) =>
  sentenceOf({ state: state(over), policy, waits, now: NOON })

describe('a sentence', () => {
  it.each([
    [{}, ['starts at 14:00 UTC'], 'Scheduled · starts at 14:00 UTC'],
    [
      { phase: { kind: 'updating', stage: 0, since: 0 } },
      ['1 host on the way'],
      'Stage 1 of 2 · updating · 1 host on the way',
    ],
    [
      { phase: { kind: 'soaking', stage: 0, until: NOON + 180_000 } },
      [],
      'Stage 1 of 2 · soaking until 12:03 UTC · then gate smoke and 2 approvals',
    ],
    [
      { phase: { kind: 'soaking', stage: 1, until: NOON + 86_400_000 } },
      [],
      'Stage 2 of 2 · soaking until 2026-01-06 12:00 UTC · then an approval',
    ],
    [
      {
        phase: { kind: 'updating', stage: 1, since: 0 },
        pauses: [{ kind: 'person', by: 'Ada', reason: 'lunch' }],
      },
      ['it is paused'],
      'Stage 2 of 2 · paused: Ada paused it: lunch',
    ],
    [
      {
        phase: { kind: 'reverting', stage: 1, scope: 'all', since: 0 },
        pauses: [{ kind: 'recalled', reason: 'bad' }],
      },
      ['2 hosts on the way back'],
      'Going back everywhere · 2 hosts on the way back',
    ],
    [{ phase: { kind: 'finished', outcome: 'kept', at: 0 } }, [], 'Aborted, hosts stay as they are'],
  ] as const)('says where a rollout stands: %#', (over, waits, sentence) => {
    expect(say(over, [...waits])).toBe(sentence)
  })
})
