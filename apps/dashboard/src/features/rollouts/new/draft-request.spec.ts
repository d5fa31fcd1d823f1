import { type RolloutRequest, rolloutSpec } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { NO_CHANGE } from './change-draft'
import { type RolloutDraft, toRequest } from './draft-request'
import { presetDraft } from './presets'

const DRAFT: RolloutDraft = {
  target: { kind: 'release', go: ' 1.23 ', revision: 7 },
  change: NO_CHANGE,
  groups: ['build'],
  how: presetDraft('careful', 100),
}

function change(draft: Partial<RolloutDraft>): RolloutRequest['change'] | string {
  const result = toRequest({ ...DRAFT, ...draft })
  return result.kind === 'ok' ? result.request.change : `${result.step}: ${result.says}`
}

describe('the request of a draft', () => {
  it('is what the protocol accepts', () => {
    const result = toRequest(DRAFT)
    expect(result.kind === 'ok' && rolloutSpec.parse(result.request)).toMatchObject({
      groups: ['build'],
      change: { go: '1.23' },
      conflict: 'refuse',
    })
  })

  it('has only what changes', () => {
    const settings = {
      rows: [{ name: 'GOFLAGS', value: '-trimpath' }],
      unset: ['GOPROXY'],
      policy: { keep: 4 },
    }
    expect(change({ change: settings })).toEqual({
      go: '1.23',
      settings: { GOFLAGS: '-trimpath' },
      unset: ['GOPROXY'],
      policy: { keep: 4 },
    })
    expect(
      change({ target: { ...DRAFT.target, go: '' }, change: { ...NO_CHANGE, unset: ['GOPROXY'] } }),
    ).toEqual({
      unset: ['GOPROXY'],
    })
  })

  it('of a revision says nothing else', () => {
    const target = { ...DRAFT.target, kind: 'revision' as const }
    expect(change({ target, change: { ...NO_CHANGE, unset: ['GOPROXY'] } })).toEqual({ revision: 7 })
    expect(change({ target: { ...target, revision: null } })).toBe('what: choose a revision first')
  })

  it.each([
    ['what', { target: { ...DRAFT.target, go: ' ' } }, 'name a Go version first'],
    [
      'what',
      { change: { ...NO_CHANGE, rows: [{ name: 'GOFLAGS', value: '-toolexec=sh' }] } },
      'mend the settings first',
    ],
    ['where', { groups: [] }, 'choose at least one group first'],
    ['how', { how: { ...DRAFT.how, silentAfter: 'never' } }, 'mend what is marked first'],
  ] as const)('leads to the step %s when that is not right', (step, draft, says) => {
    expect(change(draft)).toBe(`${step}: ${says}`)
  })

  it('names the first step that is not right, and marks mistakes of later ones already', () => {
    const result = toRequest({ ...DRAFT, groups: [], how: { ...DRAFT.how, silentAfter: 'never' } })
    expect(result).toMatchObject({ step: 'where', mistakes: { silentAfterSeconds: expect.any(String) } })
  })
})
