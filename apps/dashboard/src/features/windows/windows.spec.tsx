import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, words } from '../../testing/render'
import { aGroup, OPERATOR, VIEWER } from '../../testing/sample-fleet'
import { checkWindows, type WindowDraft } from './check-windows'
import { WindowsCard } from './windows-card'

const NIGHT: WindowDraft = { timeZone: 'Europe/Berlin', days: [1, 2], from: '22:00', to: '04:00' }

describe('windows as they are typed', () => {
  it.each<[string, Partial<WindowDraft>, Record<string, string>]>([
    ['a night', {}, {}],
    ['a whole day', { from: '00:00', to: '24:00' }, {}],
    ['no day', { days: [] }, { 'windows.1.days': 'Choose at least one day.' }],
    ['an hour that is none', { from: '25:00' }, { 'windows.1.from': 'Write a time of day, such as 22:00.' }],
    ['an end that is none', { to: 'late' }, { 'windows.1.to': 'Write a time of day, such as 04:00.' }],
    ['no length', { to: '22:00' }, { 'windows.1.to': 'Write another time than its start.' }],
    [
      'a zone that is none',
      { timeZone: 'Mars/Base' },
      { 'windows.1.timeZone': 'Choose a time zone, such as Europe/Berlin.' },
    ],
  ])('%s', (_, over, mistakes) => {
    expect(checkWindows([NIGHT, { ...NIGHT, ...over }])).toEqual(mistakes)
  })
})

describe('the windows of a group', () => {
  const card = (windows: WindowDraft[]) => {
    const group = aGroup({ windows: windows.map((window) => ({ ...window, days: [...window.days] })) })
    return words(<WindowsCard group={group} />, [[keys.me, OPERATOR]])
  }

  it('are said in words, with what waits for them', () => {
    const said = card([NIGHT])
    expect(said).toContain('Mon, Tue 22:00 to 04:00 Europe/Berlin')
    expect(said).toContain('A change at once and a rollback do not.')
    expect(card([])).toContain('At any time.')
  })

  it('cannot be changed by whoever only looks, who is told why', () => {
    expect(markup(<WindowsCard group={aGroup()} />, [[keys.me, VIEWER]])).toContain(
      'this needs the role operator, you are viewer',
    )
  })
})
