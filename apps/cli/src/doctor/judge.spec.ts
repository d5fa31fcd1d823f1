import { describe, expect, it } from 'vitest'
import { judgeAnswer, judgeCatalogue, judgeClocks, judgeToken, judgeVersions } from './judge.js'

const NOW = Date.parse('2026-05-04T12:00:00.000Z')

describe('what the doctor says of', () => {
  it.each([
    ['0.1.0', '0.1.0', 'good', '0.1.0, as the server'],
    ['0.1.0', '0.2.0', 'warning', 'this goherd is 0.1.0, the server is 0.2.0'],
  ])('versions %s and %s', (own, server, state, says) => {
    expect(judgeVersions(own, server)).toMatchObject({ state, says })
  })

  it.each([
    [0, 'good', 'agree to a few seconds'],
    [-4_999, 'good', 'agree to a few seconds'],
    [5_000, 'warning', 'this machine is 5.0 s ahead of the server'],
    [-59_000, 'warning', 'this machine is 59.0 s behind the server'],
    [-120_000, 'bad', 'this machine is 2m 00s behind the server'],
  ])('clocks that are %d ms apart', (apart, state, says) => {
    expect(judgeClocks(apart)).toMatchObject({ state, says })
  })

  it.each([
    [{ syncedAt: '2026-05-04T11:00:00.000Z', releases: 300 }, 'good', '300 releases, read 1h ago'],
    [{ syncedAt: '2026-05-01T11:00:00.000Z', releases: 300 }, 'warning', '300 releases, read 3d ago'],
    [{ syncedAt: '2026-05-04T11:00:00.000Z', releases: 0 }, 'bad', 'the server knows of no Go release'],
    [{ syncedAt: null, releases: 3 }, 'bad', 'the server knows of no Go release'],
  ])('a catalogue %j', (catalogue, state, says) => {
    expect(judgeCatalogue(catalogue, NOW)).toMatchObject({ state, says })
  })

  it('a token, and what little a viewer may', () => {
    expect(judgeToken({ name: 'ada', role: 'admin' }).says).toBe('ada, admin')
    expect(judgeToken({ name: 'ci', role: 'viewer' }).says).toBe('ci, viewer: may look, but change nothing')
  })

  it('a slow answer', () => {
    expect(judgeAnswer('http://x', 12)).toMatchObject({ state: 'good', says: 'http://x answers in 12 ms' })
    expect(judgeAnswer('http://x', 2_500)).toMatchObject({ state: 'warning' })
  })

  it('trouble always comes with what to do', () => {
    const all = [
      judgeVersions('1', '2'),
      judgeClocks(9e9),
      judgeCatalogue({ syncedAt: null, releases: 0 }, NOW),
    ]
    for (const { hint } of all) expect(hint).toMatch(/\w+/)
  })
})
