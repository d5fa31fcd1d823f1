import { describe, expect, it } from 'vitest'
import { markup, words } from '../../testing/render'
import { sameAs } from './pages'
import { SameAsLines } from './same-as-lines'

describe('SameAsLines', () => {
  it('gives each thing as a command and as a request, each with its own button', () => {
    const html = markup(<SameAsLines lines={sameAs('/groups/build', new URLSearchParams())} />)
    expect(html).toContain('goherd groups get build')
    expect(html).toContain('/api/groups/build')
    expect(html).toContain('aria-label="Copy command: This group"')
    expect(html).toContain('aria-label="Copy request: This group"')
  })

  it('says so where there is nothing to ask for', () => {
    expect(words(<SameAsLines lines={[]} />)).toContain('nothing to ask')
  })
})
