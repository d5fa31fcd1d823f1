import { facts } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { factsOf, platformOf } from './enroll-simulated.js'

describe('a simulated machine', () => {
  it('is like most build hosts when nothing is said', () => {
    expect(platformOf()).toBe('linux/amd64')
    expect(facts.parse(factsOf('ci-1'))).toMatchObject({ hostname: 'ci-1', platform: 'linux/amd64' })
  })

  it('says what it was made as', () => {
    const machine = { platform: 'darwin/arm64', distribution: 'macOS 15', cpus: 12 }
    expect(facts.parse(factsOf('mac-1', machine))).toMatchObject(machine)
  })
})
