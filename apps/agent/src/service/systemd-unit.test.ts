import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ServiceOrder } from './service-order.js'
import { planService } from './service-plan.js'

/** Exposure by systemd's own measure: 0 is a prison, 10 is root without a thought. */
const MOST_EXPOSURE = 2.5

const folder = mkdtempSync(join(tmpdir(), 'goherd-unit-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const order: ServiceOrder = {
  command: ['/bin/sh', 'run', '--root', folder],
  root: folder,
  home: join(folder, 'home'),
  scope: 'system',
  asksUsers: false,
  triesChecks: false,
  userHome: '/root',
  uid: 0,
}

function analyze(name: string, unit: ServiceOrder, ...args: string[]) {
  mkdirSync(join(folder, name), { recursive: true })
  const path = join(folder, name, 'goherd-agent.service')
  writeFileSync(path, planService('systemd', unit).files[0]?.text ?? '')
  const { status, stdout, stderr } = spawnSync('systemd-analyze', [...args, path], { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
if (!hasSystemd) console.log('skipped: systemd-analyze is not installed, so the unit is not measured')

describe.skipIf(!hasSystemd)('the unit', () => {
  it(`exposes at most ${MOST_EXPOSURE}`, () => {
    const { said } = analyze('security', order, 'security', '--offline=yes')
    const exposure = Number(/Overall exposure level .*: ([\d.]+)/.exec(said)?.[1])
    console.log(`systemd-analyze security --offline=yes: ${exposure}`)
    expect(exposure).toBeGreaterThan(0)
    expect(exposure).toBeLessThanOrEqual(MOST_EXPOSURE)
  })

  it.each([
    ['for the machine', order],
    ['that asks users', { ...order, asksUsers: true }],
    ['that tries checks', { ...order, triesChecks: true }],
    ['for a user', { ...order, scope: 'user' as const }],
  ])('%s is one that systemd reads without complaint', (name, unit) => {
    const { status, said } = analyze(name.replaceAll(' ', '-'), unit, 'verify')
    // Older systemds know no growing delays and say so; they go on with the fixed one.
    const complaints = said
      .split('\n')
      .filter((line) => line.includes('goherd-agent') && !/Restart(Steps|MaxDelaySec)/.test(line))
    expect({ complaints, status }).toEqual({ complaints: [], status: 0 })
  })
})
