import { describe, expect, it } from 'vitest'
import { nextCommands } from './ready.mjs'

const settings = {
  port: 7400,
  host: '127.0.0.1',
  url: 'http://127.0.0.1:7400',
  data: '/clone/.goherd',
  demoHosts: 3,
}
const releases = ['go1.23.5', 'go1.22.12', 'go1.21.13']

describe('nextCommands', () => {
  it('names the line above the first revision', () => {
    expect(nextCommands({ root: '/clone', settings, releases }).join('\n')).toContain(
      'npx goherd groups set build --go 1.22 ',
    )
  })

  it('leaves the step up out where there is only one line', () => {
    expect(nextCommands({ root: '/clone', settings, releases: ['go1.21.13'] }).join('\n')).not.toContain(
      'groups set',
    )
  })

  it.each([
    ['/clone/other', 'GOHERD_DATA=other npx goherd status'],
    ['/var/tmp/fleet', 'GOHERD_DATA=/var/tmp/fleet npx goherd status'],
  ])('points the command line at %s', (data, command) => {
    expect(nextCommands({ root: '/clone', settings: { ...settings, data }, releases }).join('\n')).toContain(
      command,
    )
  })
})
