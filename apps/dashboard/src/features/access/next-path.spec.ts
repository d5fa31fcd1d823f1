import { describe, expect, it } from 'vitest'
import { nextPath, signInPath } from './next-path'

describe('signInPath', () => {
  it('remembers where one came from', () => {
    expect(signInPath('/')).toBe('/sign-in')
    expect(signInPath('/hosts?state=drifted')).toBe('/sign-in?next=%2Fhosts%3Fstate%3Ddrifted')
  })
})

describe('nextPath', () => {
  it('goes back to a page of this site', () => {
    expect(nextPath('/hosts?state=drifted#top')).toBe('/hosts?state=drifted#top')
  })

  it.each([
    null,
    '',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
  ])('never leaves the site: %j', (asked) => {
    expect(nextPath(asked)).toBe('/')
  })
})
