import { describe, expect, it } from 'vitest'
import { PageRegistry } from './page-registry'

describe('PageRegistry', () => {
  it('holds what each part registered last, in the order of the parts', () => {
    const registry = new PageRegistry<string>()
    registry.put('header', ['freeze'])
    registry.put('table', ['next'])
    registry.put('header', ['lift'])
    expect(registry.all()).toEqual(['lift', 'next'])
  })

  it('forgets a part that left, and only that', () => {
    const registry = new PageRegistry<string>()
    registry.put('header', ['freeze'])
    registry.put('table', ['next'])
    registry.remove('header')
    expect(registry.all()).toEqual(['next'])
  })

  it('tells of every change, and gives the same array in between', () => {
    const registry = new PageRegistry<string>()
    let told = 0
    const stop = registry.subscribe(() => {
      told += 1
    })
    registry.put('a', ['one'])
    expect(registry.all()).toBe(registry.all())
    registry.remove('a')
    registry.remove('a')
    expect(told).toBe(2)
    stop()
    registry.put('a', ['one'])
    expect(told).toBe(2)
  })
})
