import { describe, expect, it } from 'vitest'
import { kernelNeeded, toolsFinding } from './check-builds.js'
import { checkClock } from './check-source.js'

const NOON = Date.parse('2026-01-01T12:00:00Z')

describe('the clock', () => {
  it.each([
    ['Thu, 01 Jan 2026 12:00:00 GMT', 'ok', 'the clock agrees with the other side’s'],
    ['Thu, 01 Jan 2026 12:04:59 GMT', 'ok', 'the clock agrees with the other side’s'],
    ['Thu, 01 Jan 2026 11:54:00 GMT', 'fail', 'this machine’s clock is 6 minutes ahead of the other side’s'],
    [
      'Sat, 01 Jan 2028 12:00:00 GMT',
      'fail',
      'this machine’s clock is 1051200 minutes behind the other side’s',
    ],
    ['yesterday', 'ok', 'not compared, because the other side says no time'],
    [undefined, 'ok', 'not compared, because the other side says no time'],
  ])('against %s is %s', (date, status, says) => {
    expect(checkClock(date, NOON)).toMatchObject({ id: 'clock', status, says })
  })
})

describe('the kernel', () => {
  it.each([
    ['linux', '6.1.0-13-amd64', 'go1.24.0', undefined],
    ['linux', '2.6.32', 'go1.24.0', '3.2'],
    ['linux', '3.1.0', 'go1.25.0', '3.2'],
    ['linux', '3.10.0-1160.el7', 'go1.24.1', undefined],
    ['linux', '2.6.32', 'go1.22.12', undefined],
    ['darwin', '19.6.0', 'go1.22.3', undefined],
    ['darwin', '19.6.0', 'go1.23.0', '20.0'],
    ['darwin', '20.6.0', 'go1.25.0', '21.0'],
    ['freebsd', '1', 'go1.25.0', undefined],
  ])('of %s %s for %s needs %s', (os, kernel, release, needed) => {
    expect(kernelNeeded(os, kernel, release)).toBe(needed)
  })
})

describe('tools', () => {
  const none = { onPath: true, contexts: [], others: [], toolchains: [], overrides: [], workspaces: [] }
  it('of another Go are named', () => {
    expect(toolsFinding({ ...none, tools: [] }, 'go1.22.12').status).toBe('ok')
    const tool = (name: string) => ({ path: `/root/go/bin/${name}`, release: 'go1.21.13' })
    expect(toolsFinding({ ...none, tools: [tool('a'), tool('b')] }, 'go1.22.12')).toMatchObject({
      status: 'warn',
      says: '/root/go/bin/a was built by go1.21.13, and 1 more tools by others',
    })
  })
})
