import { describe, expect, it } from 'vitest'
import { diffDesired, toSetDesired } from './diff-desired'

const NOW = { release: 'go1.22.12', settings: { GOFLAGS: '-trimpath', GOPROXY: 'https://•••@proxy.example' } }

describe('diffDesired', () => {
  it('is empty for the same state, whatever the order of the settings', () => {
    const same = { release: NOW.release, settings: { GOPROXY: NOW.settings.GOPROXY, GOFLAGS: '-trimpath' } }
    expect(diffDesired(NOW, same)).toEqual([])
  })

  it('names the release first, then each setting that is new, other or gone', () => {
    const after = {
      release: 'go1.23.5',
      settings: { GOPROXY: NOW.settings.GOPROXY, GOFLAGS: '-v', GOSUMDB: 'off' },
    }
    expect(diffDesired(NOW, after)).toEqual([
      { name: 'Go', before: 'go1.22.12', after: 'go1.23.5' },
      { name: 'GOFLAGS', before: '-trimpath', after: '-v' },
      { name: 'GOSUMDB', before: null, after: 'off' },
    ])
    expect(diffDesired(NOW, { release: NOW.release, settings: {} })).toEqual([
      { name: 'GOFLAGS', before: '-trimpath', after: null },
      { name: 'GOPROXY', before: NOW.settings.GOPROXY, after: null },
    ])
  })

  it('treats an empty value as set', () => {
    expect(
      diffDesired({ release: 'go1.23.5', settings: {} }, { release: 'go1.23.5', settings: { GOFLAGS: '' } }),
    ).toEqual([{ name: 'GOFLAGS', before: null, after: '' }])
  })

  it('names each part of the policy that changes, after the settings', () => {
    const before = { ...NOW, policy: { keep: 4, agent: '0.2.0' } }
    const after = { ...NOW, settings: {}, policy: { keep: 5, drainSeconds: 600, agent: '0.2.0' } }
    expect(diffDesired(before, after).slice(2)).toEqual([
      { name: 'policy.keep', before: '4', after: '5' },
      { name: 'policy.drainSeconds', before: null, after: '600' },
    ])
    expect(diffDesired(NOW, { ...NOW, policy: {} })).toEqual([])
  })

  it('takes a policy that does not speak of drift for one that reports it', () => {
    const drift = (kind: 'report' | 'correct') => ({ ...NOW, policy: { drift: kind } })
    expect(diffDesired(NOW, drift('report'))).toEqual([])
    expect(diffDesired(drift('report'), { ...NOW, policy: {} })).toEqual([])
    expect(diffDesired(NOW, drift('correct'))).toEqual([
      { name: 'policy.drift', before: null, after: 'correct' },
    ])
    expect(diffDesired(drift('correct'), NOW)).toEqual([
      { name: 'policy.drift', before: 'correct', after: null },
    ])
  })

  it('compares a first state with nothing', () => {
    expect(diffDesired(null, { release: 'go1.22.12', settings: {} })).toEqual([
      { name: 'Go', before: null, after: 'go1.22.12' },
    ])
  })
})

describe('toSetDesired', () => {
  const meta = { reason: 'CVE', expectedRevision: 4 }

  it('sends only what changes, so that a masked secret is never written back', () => {
    const after = { release: 'go1.23.5', settings: { GOPROXY: NOW.settings.GOPROXY, GOSUMDB: 'off' } }
    expect(toSetDesired(diffDesired(NOW, after), meta)).toEqual({
      ...meta,
      go: 'go1.23.5',
      settings: { GOSUMDB: 'off' },
      unset: ['GOFLAGS'],
    })
  })

  it('leaves the release out when it stays', () => {
    const after = { ...NOW, settings: { ...NOW.settings, GOFLAGS: '' } }
    expect(toSetDesired(diffDesired(NOW, after), meta)).toEqual({ ...meta, settings: { GOFLAGS: '' } })
  })

  it('sends the whole policy when a part of it changes, and none otherwise', () => {
    const policy = { keep: 5 }
    const changes = diffDesired(NOW, { ...NOW, policy })
    expect(toSetDesired(changes, { ...meta, policy })).toEqual({ ...meta, policy })
    expect(toSetDesired(diffDesired(NOW, { ...NOW, release: 'go1.23.5' }), { ...meta, policy })).toEqual({
      ...meta,
      go: 'go1.23.5',
    })
  })

  it('keeps that a group had no revision yet', () => {
    expect(toSetDesired([], { reason: '', expectedRevision: null }).expectedRevision).toBeNull()
  })
})
