import { describe, expect, it } from 'vitest'
import { aHostDetail } from '../../testing/sample-fleet'
import { differences, present } from './snapshot-diff'

const before = { release: 'go1.22.12', settings: { GOFLAGS: '-trimpath', GOPROXY: 'direct' } }

describe('what differs between two snapshots', () => {
  it('is nothing between the same', () => {
    expect(differences(before, { ...before })).toEqual([])
  })

  it('is the Go, and each setting that changed, came or went', () => {
    const after = { release: 'go1.23.5', settings: { GOFLAGS: '-mod=mod', GOSUMDB: 'off' } }
    expect(differences(before, after)).toEqual([
      { name: 'Go', before: 'go1.22.12', after: 'go1.23.5' },
      { name: 'GOFLAGS', before: '-trimpath', after: '-mod=mod' },
      { name: 'GOPROXY', before: 'direct', after: null },
      { name: 'GOSUMDB', before: null, after: 'off' },
    ])
  })

  it('shows no secret, and still that it changed', () => {
    const proxy = (secret: string) => ({
      release: null,
      settings: { GOPROXY: `https://u:${secret}@p.example` },
    })
    const [found] = differences(proxy('one'), proxy('two'))
    expect(JSON.stringify(found)).not.toMatch(/one|two/)
    expect(found?.before).toContain('p.example')
  })
})

describe('the present', () => {
  const { observed } = aHostDetail()
  if (observed === null) throw new Error('the sample was never observed')

  it('is what the link leads to', () => {
    expect(present(observed)).toEqual({ release: 'go1.22.12', settings: {} })
  })

  it.each([{ kind: 'missing' }, { kind: 'foreign', target: '/opt/go' }] as const)(
    'has no Go where the link is $kind',
    (link) => {
      expect(present({ ...observed, link }).release).toBeNull()
    },
  )
})
