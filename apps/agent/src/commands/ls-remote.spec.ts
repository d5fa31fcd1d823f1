import { describe, expect, it } from 'vitest'
import { remoteRows, worthShowing } from './ls-remote.js'

const offered = [
  'go1.24rc1',
  'go1.22.12',
  'go1.23.5',
  'go1.22.3',
  'go1.23.4',
  'go1.21.13',
  'go1.20',
  'go1.19.2',
  'go1.18.9',
].map((name) => ({ name, stable: !name.includes('rc') }))

describe('ls --remote', () => {
  it('lists newest first, with what is here and how Go supports it', () => {
    const rows = remoteRows(offered, ['go1.22.3', 'go1.21.13'], 'go1.22.3')
    expect(rows.slice(0, 6).map((r) => [r.release, r.support, r.installed, r.current])).toEqual([
      ['go1.24rc1', 'supported', false, false],
      ['go1.23.5', 'supported', false, false],
      ['go1.23.4', 'newer-patch', false, false],
      ['go1.22.12', 'supported', false, false],
      ['go1.22.3', 'newer-patch', true, true],
      ['go1.21.13', 'unsupported', true, false],
    ])
  })

  it('shows by itself the newest of the newest lines, a coming release, and whatever is here', () => {
    const shown = worthShowing(remoteRows(offered, ['go1.22.3', 'go1.18.9'], undefined))
    expect(shown.map((r) => r.release)).toEqual([
      'go1.24rc1',
      'go1.23.5',
      'go1.22.12',
      'go1.22.3',
      'go1.21.13',
      'go1.20',
      'go1.19.2',
      'go1.18.9',
    ])
  })
})
