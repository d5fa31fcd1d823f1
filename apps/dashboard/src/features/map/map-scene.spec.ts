import { describe, expect, it } from 'vitest'
import { patchMap, readMap } from '../../live/map-model'
import { aHost } from '../../testing/sample-fleet'
import { aFleetMap } from '../../testing/sample-map'
import { type MapScene, nextScene, type SceneRequest, toRepaint } from './map-scene'

const HOSTS = Array.from({ length: 40 }, (_, n) => aHost({ name: `h${n}`, group: n % 2 ? 'odd' : 'even' }))
const MODEL = readMap(aFleetMap(HOSTS))
const REQUEST: SceneRequest = {
  ...{ model: MODEL, group: 'group', fill: 'state', supportOf: new Map() },
  ...{ width: 600, height: 400 },
}
const FIRST = nextScene(null, REQUEST)

function patched(change: Parameters<typeof aHost>[0], request: Partial<SceneRequest> = {}) {
  const first = nextScene(null, { ...REQUEST, ...request })
  const model = patchMap(MODEL, [{ ...HOSTS[3], ...aHost({ name: 'h3', group: 'odd', ...change }) }], {})
  return { first, next: nextScene(first, { ...REQUEST, ...request, model }) }
}

const repaint = (next: MapScene) => toRepaint(FIRST, next)

describe('what has to be drawn', () => {
  it('is everything at first, and nothing when nothing changed', () => {
    expect(toRepaint(null, FIRST)).toBe('all')
    expect(repaint(nextScene(FIRST, REQUEST))).toEqual([])
  })

  it('is the host that a patch changed, where it stands', () => {
    const { first, next } = patched({ state: 'failed' })
    expect(next.layout).toBe(first.layout)
    expect(toRepaint(first, next)).toEqual([3])
  })

  it('is everything when hosts have to stand elsewhere', () => {
    const moved = patched({ group: 'even' })
    expect(moved.next.layout).not.toBe(moved.first.layout)
    expect(toRepaint(moved.first, moved.next)).toBe('all')
    const byState = patched({ state: 'failed' }, { group: 'state' })
    expect(toRepaint(byState.first, byState.next)).toBe('all')
  })

  it.each([
    ['the width', { width: 500 }],
    ['the fill', { fill: 'release' }],
    ['the grouping', { group: 'none' }],
    ['the fleet', { model: readMap(aFleetMap(HOSTS)) }],
  ] as const)('is everything after a change of %s', (_, change) => {
    expect(repaint(nextScene(FIRST, { ...REQUEST, ...change }))).toBe('all')
  })

  it('is everything when a patch was never drawn', () => {
    const once = patchMap(MODEL, [aHost({ name: 'h0', group: 'even', state: 'failed' })], {})
    const twice = patchMap(once, [aHost({ name: 'h2', group: 'even', state: 'failed' })], {})
    expect(repaint(nextScene(FIRST, { ...REQUEST, model: twice }))).toBe('all')
  })

  it('is everything when a release that was not there takes a colour', () => {
    const { first, next } = patched({ actual: 'go1.25.0' }, { fill: 'release' })
    expect(toRepaint(first, next)).toBe('all')
  })
})
