import { describe, expect, it } from 'vitest'
import { demoReleases, plotGroups } from './plot.js'

const CATALOGUE = ['go1.23.5', 'go1.24rc1', 'go1.22.12', 'go1.22.2', 'go1.21.13', 'go1.20.14', 'nonsense']

describe('releases for a demo', () => {
  it('are the newest patch of each line from 1.21 on, oldest first', () => {
    expect(demoReleases(CATALOGUE)).toEqual(['go1.21.13', 'go1.22.12', 'go1.23.5'])
  })

  it('are none where there is nothing to use', () => {
    expect(demoReleases(['go1.20.14'])).toEqual([])
  })
})

describe('the groups', () => {
  const groups = plotGroups(['go1.21.13', 'go1.22.12', 'go1.23.5'])
  const wanted = Object.fromEntries(groups.map(({ name, steps }) => [name, steps.at(-1)?.go]))

  it('want different releases in the end', () => {
    expect(wanted).toEqual({
      build: 'go1.22.12',
      ci: 'go1.22.12',
      release: 'go1.22.12',
      edge: 'go1.21.13',
      canary: 'go1.23.5',
    })
  })

  it('leave a few hosts to the group that manages nothing', () => {
    const share = groups.reduce((sum, group) => sum + group.share, 0)
    expect(share).toBe(95)
  })

  it('that most hosts are in have been on an older release: there is a way back', () => {
    expect(groups.find(({ name }) => name === 'build')?.steps.map(({ go }) => go)).toEqual([
      'go1.21.13',
      'go1.22.12',
    ])
  })

  it('can do with one release, and keep apart from what is on the server', () => {
    const few = plotGroups(['go1.22.12'], 'demo1-')
    expect(new Set(few.flatMap(({ steps }) => steps.map(({ go }) => go)))).toEqual(new Set(['go1.22.12']))
    expect(few.every(({ name }) => name.startsWith('demo1-'))).toBe(true)
  })
})
