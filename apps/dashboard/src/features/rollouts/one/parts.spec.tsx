import { describe, expect, it } from 'vitest'
import { markup, words } from '../../../testing/render'
import { SAMPLE_TIME } from '../../../testing/sample-fleet'
import { aHaltedRollout, aRollout, aSpec, counted } from '../../../testing/sample-rollouts'
import { AboutPanel } from './about-panel'
import { ByCommandLine } from './by-command-line'
import { ErrorGroups, VanishedNotice } from './error-groups'
import { type Gate, GateLine } from './gate-line'

const gate = (change: Partial<Gate>): Gate => ({
  name: 'latency',
  kind: 'prometheus',
  verdict: null,
  said: '',
  at: null,
  ...change,
})

describe('a gate', () => {
  it.each([
    ['pass', 'Pass', 'text-ok'],
    ['fail', 'Fail', 'text-bad'],
    ['inconclusive', 'Inconclusive', 'text-warn'],
    [null, 'Not asked yet', 'text-ink-3'],
  ] as const)('%s has a word, an icon and a colour', (verdict, word, colour) => {
    const html = markup(<GateLine gate={gate({ verdict })} />)
    expect(html).toContain(`>${word}<`)
    expect(html).toContain('<svg')
    expect(html).toContain(colour)
  })

  it.each([
    ['smoke', 'smoke check'],
    ['prometheus', 'Prometheus query'],
    ['webhook', 'webhook'],
    ['build', 'real build'],
  ] as const)('%s says what it is', (kind, words_) => {
    expect(words(<GateLine gate={gate({ kind })} />)).toContain(words_)
  })

  it('says when it answered, and what it measured', () => {
    const said = words(
      <GateLine gate={gate({ verdict: 'fail', said: '0.7, at most 0.5', at: SAMPLE_TIME })} />,
    )
    expect(said).toMatch(/^latency Fail Prometheus query .* ago 0.7, at most 0.5$/)
  })
})

describe('the errors', () => {
  it('count hosts over all groups, and say how many are not named', () => {
    const errors = [
      { code: 'disk_full', message: 'disk full', hosts: 12, names: ['a', 'b'] },
      { code: 'probe_failed', message: 'does not compile', hosts: 1, names: ['c'] },
    ]
    expect(words(<ErrorGroups errors={errors} />)).toBe(
      'Errors 13 hosts 12 hosts: disk full disk_full a b and 10 more 1 host: does not compile probe_failed c',
    )
  })

  it('are not there while there are none', () => {
    expect(words(<ErrorGroups errors={[]} />)).toBe('')
    expect(words(<VanishedNotice rollout={aRollout()} />)).toBe('')
  })

  it('tell of vanished hosts apart, in their number', () => {
    const vanished = aHaltedRollout({ counts: counted({ silent: 3 }) })
    expect(words(<VanishedNotice rollout={vanished} />)).toContain(
      '3 hosts vanished in the middle of the change.',
    )
  })
})

describe('about a rollout', () => {
  it('has the rules that were set, and no others', () => {
    const spec = aSpec({
      windows: [{ timeZone: 'Europe/Berlin', days: [6, 7], from: '08:00', to: '20:00' }],
      startAt: SAMPLE_TIME,
      spreadBy: 'site',
      domainCap: { label: 'rack', hosts: 2 },
    })
    expect(words(<AboutPanel rollout={aRollout({ spec })} />)).toContain(
      'Windows Sat, Sun 08:00 to 20:00 Europe/Berlin Not before 2026-03-04 05:06:07 UTC Spread by label site Cap 2 hosts at a time for each rack Silent after 2 min',
    )
    expect(words(<AboutPanel rollout={aRollout()} />)).not.toMatch(/Windows|Not before|Spread|Cap|Finished/)
  })

  it('offers no command that would do nothing any more', () => {
    const running = words(<ByCommandLine rollout={aRollout()} />)
    expect(running).toContain('goherd rollout abort ro1 --hosts revert')
    const over = words(<ByCommandLine rollout={aRollout({ state: 'finished', outcome: 'completed' })} />)
    expect(over).not.toContain('goherd rollout abort')
    expect(over).toContain('goherd rollout watch ro1')
  })
})
