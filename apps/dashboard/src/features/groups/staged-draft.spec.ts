import { describe, expect, it } from 'vitest'
import { diffDesired } from './diff-desired'
import { stagedChange } from './staged-draft'

const NOW = { release: 'go1.22.12', settings: { GOFLAGS: '-v', GOPROXY: 'https://•••@proxy.example' } }

describe('a change on its way to a rollout', () => {
  it('has the release in the address, and settings beside it: they may hold secrets', () => {
    const after = { release: 'go1.23.5', settings: { GOPROXY: 'https://me:secret@proxy.example' } }
    const staged = stagedChange({ name: 'build' }, diffDesired(NOW, after), {})
    expect(staged).toEqual({
      address: '/rollouts/new?groups=build&go=go1.23.5&step=how',
      rows: [{ name: 'GOPROXY', value: 'https://me:secret@proxy.example' }],
      unset: ['GOFLAGS'],
      policy: null,
    })
    expect(staged.address).not.toContain('secret')
  })

  it('leaves alone what does not change', () => {
    const staged = stagedChange({ name: 'build' }, diffDesired(NOW, { ...NOW, policy: { keep: 4 } }), {
      keep: 4,
    })
    expect(staged).toEqual({
      address: '/rollouts/new?groups=build&step=how',
      rows: [],
      unset: [],
      policy: { keep: 4 },
    })
  })

  it('begins with the question what, when nothing was changed yet', () => {
    expect(stagedChange({ name: 'build' }, [], {}).address).toBe('/rollouts/new?groups=build')
  })
})
