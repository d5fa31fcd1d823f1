import { describe, expect, it } from 'vitest'
import { markup, words } from '../testing/render'
import { CopyButton } from './copy-button'
import { Countdown } from './countdown'

describe('Countdown', () => {
  it('says to what, how long, and the exact moment on hover', () => {
    const until = new Date(Date.now() + 60_000 * 60 * 24 * 9).toISOString()
    expect(words(<Countdown label="next stage in" until={until} />)).toMatch(/^next stage in [89] d \d+ h$/)
    expect(markup(<Countdown label="x" until={until} />)).toContain(`title="${until.slice(0, 10)} `)
  })

  it('has no negative time, and is a timer that nobody has to hear every second', () => {
    const html = markup(<Countdown label="ends in" until="2020-01-01T00:00:00.000Z" />)
    expect(html).toContain('ends in a moment')
    expect(html).toContain('role="timer"')
    expect(html).not.toContain('aria-live')
  })
})

describe('CopyButton', () => {
  it('makes its text only when it is pressed', () => {
    let made = 0
    const text = () => String(++made)
    expect(words(<CopyButton text={text}>Copy as CLI</CopyButton>)).toBe('Copy as CLI')
    expect(made).toBe(0)
  })

  it('has a place to say what came of it', () => {
    expect(markup(<CopyButton text={() => ''}>Copy</CopyButton>)).toContain(
      '<span role="status" class="sr-only">',
    )
  })
})
