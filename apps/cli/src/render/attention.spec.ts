import { ATTENTION_KINDS, type AttentionItem } from '@goherd/protocol'
import { expect, it } from 'vitest'
import { attentionCommand, attentionMark } from './attention.js'
import { paletteOf } from './palette.js'

const item = (over: Partial<AttentionItem>): AttentionItem => ({
  kind: 'failed',
  id: 'x',
  says: 'x',
  hint: null,
  hosts: null,
  q: null,
  link: null,
  since: null,
  ...over,
})

it.each([
  [{ q: 'state:failed' }, "goherd hosts ls -q 'state:failed'"],
  [{ q: "name:o'hara" }, "goherd hosts ls -q 'name:o'\\''hara'"],
  [{ link: { kind: 'rollout', id: 'r1' } }, 'goherd rollout get r1'],
  [{ link: { kind: 'rollback', id: 'b1' } }, 'goherd rollback get b1'],
  [{ link: { kind: 'webhook', name: 'chat' } }, 'goherd webhooks deliveries chat'],
  [{ link: { kind: 'release', release: 'go1.22.12' } }, 'goherd releases ls'],
  [{ link: { kind: 'sources' } }, 'goherd releases ls'],
  [{ hint: 'Look at the proxy.' }, 'Look at the proxy.'],
  [{}, ''],
] as const)('%j is looked into with %s', (over, command) => {
  expect(attentionCommand(item(over))).toBe(command)
})

it('every kind has its own icon and a colour', () => {
  for (const kind of ATTENTION_KINDS) expect(attentionMark(kind, paletteOf(false)).icon).toHaveLength(1)
})
