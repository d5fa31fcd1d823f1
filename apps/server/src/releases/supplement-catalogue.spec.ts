import { describe, expect, it } from 'vitest'
import { supplementCatalogue } from './supplement-catalogue.js'

const archive = (release: string, sha256: string) => ({
  ...{
    release,
    sha256,
    filename: `${release}.linux-amd64.tar.gz`,
    platform: 'linux/amd64',
    size: 1,
    kept: false,
  },
})
const known = {
  releases: [
    { name: 'go1.23.5', listed: true, stable: true },
    { name: 'go1.20.1', listed: false, stable: true },
  ],
  archives: [archive('go1.23.5', 'a'), archive('go1.20.1', 'b')],
}
const indexed = (name: string, sha256: string) => ({ name, stable: true, archives: [archive(name, sha256)] })

describe('a mirror read in the place of the configured source', () => {
  it('adds what nobody heard of, also what the source had stopped listing', () => {
    const names = supplementCatalogue(known, [indexed('go1.24.0', 'c'), indexed('go1.20.1', 'b')]).map(
      (r) => r.name,
    )
    expect(names).toEqual(['go1.23.5', 'go1.24.0', 'go1.20.1'])
  })

  it('takes nothing away when it is behind', () => {
    expect(supplementCatalogue(known, [])).toEqual([indexed('go1.23.5', 'a')])
  })

  it('does not change a digest', () => {
    expect(supplementCatalogue(known, [indexed('go1.23.5', 'evil')])).toEqual([indexed('go1.23.5', 'a')])
  })
})
