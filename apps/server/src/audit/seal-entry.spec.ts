import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_SEAL, type SealedContent, sealEntry } from './seal-entry.js'

const entry: SealedContent = {
  place: 1,
  id: 7,
  at: new Date('2026-03-04T05:06:07.008Z'),
  actor: 'Ada',
  action: 'group.set',
  target: 'group:build',
  reason: 'patch',
  outcome: 'done',
  summary: 'build goes to go1.23.5',
}

describe('a seal', () => {
  it('is SHA-256 over the seal before and the entry, so that anybody can compute it', () => {
    const content =
      '["",1,7,"2026-03-04T05:06:07.008Z","Ada","group.set","group:build","patch","done","build goes to go1.23.5"]'
    expect(sealEntry(NO_SEAL, entry)).toBe(createHash('sha256').update(content).digest('hex'))
  })

  it.each<[string, Partial<SealedContent>]>([
    ['place', { place: 2 }],
    ['id', { id: 8 }],
    ['time', { at: new Date('2026-03-04T05:06:07.009Z') }],
    ['actor', { actor: 'Eve' }],
    ['action', { action: 'group.create' }],
    ['target', { target: 'group:canary' }],
    ['reason', { reason: '' }],
    ['outcome', { outcome: 'refused' }],
    ['summary', { summary: 'nothing' }],
  ])('is another one for another %s', (_, change) => {
    expect(sealEntry(NO_SEAL, { ...entry, ...change })).not.toBe(sealEntry(NO_SEAL, entry))
  })

  it('is another one after another seal', () => {
    expect(sealEntry('a', entry)).not.toBe(sealEntry('b', entry))
  })

  it('never takes letters of one field for those of the next', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (actor, moved) => {
        const one = sealEntry(NO_SEAL, { ...entry, actor: actor + moved, action: 'x' })
        expect(sealEntry(NO_SEAL, { ...entry, actor, action: `${moved}x` })).not.toBe(one)
      }),
    )
  })
})
