import { describe, expect, it } from 'vitest'
import { DESTINATIONS, isUnder } from './navigation'

describe('the destinations', () => {
  it('have paths, names and keys of their own', () => {
    for (const of of ['path', 'label', 'key'] as const) {
      const values = DESTINATIONS.map((destination) => destination[of])
      expect(new Set(values).size).toBe(values.length)
    }
  })

  it('go to the rollouts with g r', () => {
    expect(DESTINATIONS.find(({ key }) => key === 'r')?.path).toBe('/rollouts')
  })

  it.each([
    ['/', '/', true],
    ['/hosts', '/', false],
    ['/hosts', '/hosts', true],
    ['/hosts/ci-1', '/hosts', true],
    ['/hostsandmore', '/hosts', false],
  ])('%s lies under %s: %s', (pathname, destination, under) => {
    expect(isUnder(pathname, destination)).toBe(under)
  })
})
