import { HOST_STATES } from '@goherd/model'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../api/problem-error'
import { markup, words } from '../testing/render'
import { Button } from './button'
import { FailureNotice } from './failure-notice'
import { SelectField, TextField } from './field'
import { ProgressBar } from './progress-bar'
import { STATE_LOOKS, StateBadge } from './state-badge'
import { TimeAgo } from './time-ago'
import { WantedActual } from './version'

describe('StateBadge', () => {
  it.each(HOST_STATES)('says %s with a word, an icon and a colour', (state) => {
    const html = markup(<StateBadge state={state} />)
    expect(html).toContain(STATE_LOOKS[state].word)
    expect(html).toContain('<svg')
    expect(html).toContain(STATE_LOOKS[state].text)
  })

  it('gives no two states the same word, icon or fill', () => {
    for (const part of ['word', 'icon', 'fill'] as const)
      expect(new Set(HOST_STATES.map((state) => STATE_LOOKS[state][part])).size).toBe(HOST_STATES.length)
  })
})

describe('WantedActual', () => {
  it('is one name when they are the same', () => {
    expect(words(<WantedActual wanted="go1.22.12" actual="go1.22.12" />)).toBe('go1.22.12')
  })

  it('says which is which otherwise, also to those who only hear it', () => {
    expect(words(<WantedActual wanted="go1.23.5" actual={null} />)).toBe('wanted go1.23.5, actual none')
  })
})

describe('Button', () => {
  it('is a plain button', () => {
    const html = markup(<Button>Sync</Button>)
    expect(html).toContain('type="button"')
    expect(html).not.toContain('aria-disabled=')
  })

  it('that is refused stays reachable and gives its reason', () => {
    const html = markup(<Button refusal="the host is offline">Recheck</Button>)
    expect(html).toContain('aria-disabled="true"')
    expect(html).not.toMatch(/ disabled=/)
    expect(html).toContain('title="the host is offline"')
    const described = /aria-describedby="([^"]+)"/.exec(html)?.[1]
    expect(html).toContain(`<span id="${described}" hidden="">the host is offline</span>`)
  })

  it('says that it is at work', () => {
    expect(markup(<Button busy>Sync</Button>)).toContain('aria-busy="true"')
  })
})

describe('the fields', () => {
  it('are labelled', () => {
    const html = markup(<TextField label="Reason" />)
    const id = /<label for="([^"]+)"/.exec(html)?.[1]
    expect(html).toContain(`id="${id}"`)
    expect(words(<SelectField label="Scope" />)).toBe('Scope')
  })

  it('show a hint, and an error in its place', () => {
    expect(words(<TextField label="Reason" hint="Why?" />)).toBe('Reason Why?')
    const html = markup(<TextField label="Reason" hint="Why?" error="Say why" />)
    expect(html).toContain('aria-invalid="true"')
    expect(html).toContain('role="alert"')
    expect(html).not.toContain('Why?')
  })
})

describe('FailureNotice', () => {
  it('says what, why and what to do', () => {
    const error = new ProblemError(400, {
      code: 'setting_refused',
      message: 'GOROOT is not managed',
      hint: 'Take it away.',
      cause: 'rule 3',
      issues: [{ path: 'settings.GOROOT', message: 'not managed' }],
    })
    expect(words(<FailureNotice error={error} />)).toBe(
      'GOROOT is not managed Take it away. settings.GOROOT not managed setting_refused: rule 3',
    )
  })

  it('offers to try again when that can help', () => {
    expect(words(<FailureNotice error={new Error('x')} onRetry={() => {}} />)).toContain('Try again')
    expect(words(<FailureNotice error={new Error('x')} />)).not.toContain('Try again')
  })
})

describe('ProgressBar', () => {
  it('is not full before all is done', () => {
    expect(markup(<ProgressBar label="Proved hosts" done={999} total={1000} />)).toContain(
      'aria-valuenow="99"',
    )
    expect(markup(<ProgressBar label="Proved hosts" done={1000} total={1000} />)).toContain(
      'aria-valuenow="100"',
    )
  })
})

describe('TimeAgo', () => {
  it('has the exact time in its title', () => {
    const html = markup(<TimeAgo at="2020-01-02T03:04:05.678Z" />)
    expect(html).toContain('title="2020-01-02 03:04:05 UTC"')
    expect(html).toContain('d ago')
  })

  it('has a word for never', () => {
    expect(words(<TimeAgo at={null} />)).toBe('never')
  })
})
