import { describe, expect, it } from 'vitest'
import { readGates } from './read-gate.js'

const SUM = `h1:${'A'.repeat(43)}=`

describe('gates', () => {
  it('a smoke check, by its name on the hosts', () => {
    expect(readGates(['smoke=builds'])).toEqual([
      { kind: 'smoke', name: 'smoke', check: 'builds', timeoutSeconds: 300 },
    ])
  })

  it.each([
    ['sum(rate(failures[5m]))<0.01', 'sum(rate(failures[5m]))', '<', 0.01],
    ['up >= 1', 'up', '>=', 1],
    ['errors{code=~"5.."} <= 1e-3', 'errors{code=~"5.."}', '<=', 0.001],
    ['a > bool 2 > -3', 'a > bool 2', '>', -3],
  ])('a Prometheus query: the last comparison is the limit of %s', (text, query, op, limit) => {
    expect(readGates([`prometheus=${text}`])).toMatchObject([{ kind: 'prometheus', query, op, limit }])
  })

  it('a webhook, by the name of its endpoint', () => {
    expect(readGates(['webhook=release-desk'])).toMatchObject([
      { kind: 'webhook', name: 'webhook', endpoint: 'release-desk' },
    ])
  })

  it('a build of a module that is pinned by its checksum', () => {
    expect(readGates([`build=github.com/acme/app@v1.4.2#${SUM}`])).toMatchObject([
      {
        ...{ kind: 'build', name: 'build', packages: './...', hosts: 1 },
        module: { path: 'github.com/acme/app', version: 'v1.4.2', sum: SUM },
      },
    ])
  })

  it('several of a kind are numbered', () => {
    const names = readGates(['smoke=a', 'webhook=desk', 'smoke=b', 'smoke=c']).map(({ name }) => name)
    expect(names).toEqual(['smoke', 'webhook', 'smoke-2', 'smoke-3'])
  })

  it.each([
    'smoke',
    'smoke=',
    'smoke=../run',
    'luck=good',
    'prometheus=up',
    'prometheus=<1',
    'prometheus=up<many',
    'webhook=no name',
    'build=github.com/acme/app',
    'build=github.com/acme/app@v1.4.2',
    'build=github.com/acme/app@latest#h1:x',
    `build=github.com/acme/app@v1.4.2#h1:short`,
  ])('%s is none, with examples of what is', (text) => {
    expect(() => readGates([text])).toThrow(
      expect.objectContaining({
        exit: 'usage',
        message: expect.stringContaining(`--gate ${text}`),
        hint: expect.stringContaining('smoke=builds'),
      }),
    )
  })
})
