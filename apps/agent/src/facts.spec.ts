import { facts } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { layoutOf } from './disk/layout.js'
import { collectFacts } from './facts.js'
import { simulatedMachine } from './machine/simulated-machine.js'

const layout = layoutOf('/var/lib/goherd')

describe('the facts of a host', () => {
  it('are what detection finds, in the words of the wire', () => {
    const port = simulatedMachine({
      os: 'linux',
      arch: 'arm64',
      kernel: '6.6.0',
      files: {
        '/etc/os-release': 'ID=alpine\nPRETTY_NAME="Alpine Linux v3.20"\n',
        '/lib/ld-musl-aarch64.so.1': '',
        '/lib/apk/db/installed': 'P:musl\nV:1.2.5-r0\n',
      },
      freeBytes: { '/var/lib/goherd': 5e9 },
    })
    expect(facts.parse(collectFacts(layout, port))).toMatchObject({
      platform: 'linux/arm64',
      kernel: '6.6.0',
      distribution: 'Alpine Linux v3.20',
      libc: 'musl 1.2.5',
      freeBytes: 5e9,
      user: 'ana',
      capabilities: ['checks', 'drift-correct'],
    })
  })

  it('leave out what a machine does not tell', () => {
    const found = collectFacts(layout, simulatedMachine({ os: 'win32' }))
    expect(facts.parse(found).platform).toBe('windows/amd64')
    for (const name of ['distribution', 'libc', 'freeBytes']) expect(found).not.toHaveProperty(name)
  })
})
