import { ATTENTION_KINDS, attentionList } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { attentionItems, type Troubles } from './attention-items.js'

const NONE: Troubles = {
  failed: [],
  drifted: [],
  offline: { hosts: 0, since: null },
  unsupported: [],
  recalled: [],
  rollouts: [],
  rollbacks: [],
  webhooks: [],
  sources: [],
}
const since = new Date('2026-03-04T05:06:07.000Z')
const EVERYTHING: Troubles = {
  failed: [
    { code: null, hint: null, hosts: 1 },
    { code: 'disk_full', hint: 'Free some space.', hosts: 1_200 },
  ],
  drifted: [
    { kind: 'bytes', hosts: 2 },
    { kind: 'effective', hosts: 40 },
  ],
  offline: { hosts: 14, since },
  unsupported: [
    { release: 'go1.20.14', hosts: 3 },
    { release: 'go1.19.13', hosts: 28 },
  ],
  recalled: [{ release: 'go1.23.4', hosts: 5, reason: 'miscompiles', since: since.toISOString() }],
  rollouts: [
    { id: 'ro1', sentence: 'Stage 2 of 4 · paused: Ada', paused: true },
    { id: 'ro2', sentence: 'Stage 1 of 2 · waits for an approval', paused: false },
  ],
  rollbacks: [{ id: 'rb1', hosts: 7, since }],
  webhooks: [{ name: 'chat', says: 'answered 500', since }],
  sources: [{ name: 'go.dev', says: 'no answer', since: null }],
}

describe('what needs attention', () => {
  it('is nothing when nothing is wrong', () => {
    expect(attentionItems(NONE)).toEqual([])
  })

  const items = attentionItems(EVERYTHING)

  it('is what the protocol says, every kind of it, each with its own id', () => {
    expect(attentionList.parse({ items }).items).toEqual(items)
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(ATTENTION_KINDS))
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
  })

  it('always leads somewhere: to hosts or to a page', () => {
    expect(items.filter(({ q, link }) => q === null && link === null)).toEqual([])
    expect(items.filter(({ q, hosts }) => q !== null && hosts === null)).toEqual([])
  })

  it('has the most urgent first, and of a kind what concerns the most hosts', () => {
    expect(items.map(({ id }) => id)).toEqual([
      'rollout-waiting:ro1',
      'rollout-waiting:ro2',
      'failed:disk_full',
      'failed:',
      'recalled:go1.23.4',
      'rollback-debt:rb1',
      'drifted:effective',
      'drifted:bytes',
      'offline',
      'unsupported',
      'source-failing:go.dev',
      'webhook-failing:chat',
    ])
  })

  it('says how many, what, and what to do, with the query that finds them', () => {
    const of = (id: string) => items.find((item) => item.id === id)
    expect(of('failed:disk_full')).toMatchObject({
      says: '1,200 hosts: disk full',
      hint: 'Free some space.',
      q: 'state:failed error:disk_full',
    })
    expect(of('failed:')).toMatchObject({ says: '1 host: the change failed', q: 'state:failed' })
    expect(of('drifted:bytes')).toMatchObject({ q: 'state:drifted drift:bytes', hosts: 2 })
    expect(of('offline')).toMatchObject({ q: 'state:offline seen:>1h', since: since.toISOString() })
    expect(of('unsupported')).toMatchObject({ hosts: 31, q: 'go:go1.20.14,go1.19.13' })
    expect(of('recalled:go1.23.4')).toMatchObject({
      says: '5 hosts on go1.23.4, which is recalled: miscompiles',
      q: 'go:go1.23.4',
    })
    expect(of('rollout-waiting:ro2')?.hint).toContain('approve')
    expect(of('rollback-debt:rb1')).toMatchObject({ link: { kind: 'rollback', id: 'rb1' }, hosts: 7 })
  })
})
