import { describe, expect, it } from 'vitest'
import { remoteRows, worthShowing } from './ls-remote.js'

// Newer than any line that is known when this runs.
const offered = [
  'go1.94rc1',
  'go1.92.12',
  'go1.93.5',
  'go1.92.3',
  'go1.93.4',
  'go1.91.13',
  'go1.90',
  'go1.89.2',
  'go1.88.9',
].map((name) => ({ name, stable: !name.includes('rc') }))

describe('ls --remote', () => {
  it('lists newest first, with what is here and how Go supports it', () => {
    const rows = remoteRows(offered, ['go1.92.3', 'go1.91.13'], 'go1.92.3')
    expect(rows.slice(0, 6).map((r) => [r.release, r.support, r.installed, r.current])).toEqual([
      ['go1.94rc1', 'supported', false, false],
      ['go1.93.5', 'supported', false, false],
      ['go1.93.4', 'newer-patch', false, false],
      ['go1.92.12', 'supported', false, false],
      ['go1.92.3', 'newer-patch', true, true],
      ['go1.91.13', 'unsupported', true, false],
    ])
  })

  it('shows by itself the newest of the newest lines, a coming release, and whatever is here', () => {
    const shown = worthShowing(remoteRows(offered, ['go1.92.3', 'go1.88.9'], undefined))
    expect(shown.map((r) => r.release)).toEqual([
      'go1.94rc1',
      'go1.93.5',
      'go1.92.12',
      'go1.92.3',
      'go1.91.13',
      'go1.90',
      'go1.89.2',
      'go1.88.9',
    ])
  })
})
