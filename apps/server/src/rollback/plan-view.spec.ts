import { rollbackPlan } from '@goherd/protocol'
import type { GroupStep, HostFate, HostStep } from '@goherd/rollout-engine'
import { expect, it } from 'vitest'
import { planView } from './plan-view.js'

const group: GroupStep = {
  group: 'build',
  hosts: 5,
  from: { revision: 3, release: 'go1.23.5' },
  to: { revision: 2, release: 'go1.22.12', settings: { GOPROXY: 'https://user:secret@proxy.example.com' } },
  why: { kind: 'last-proved', goodAt: '2026-01-01T00:00:00.000Z' },
}
const FATES: { readonly [K in HostFate['kind']]: readonly HostFate[] } = {
  'will-change': [
    { kind: 'will-change', bytes: 'on-host' },
    { kind: 'will-change', bytes: 'download' },
  ],
  already: [{ kind: 'already' }],
  offline: [{ kind: 'offline' }],
  cannot: [{ kind: 'cannot', because: 'no-archive-for-platform' }],
}
const hosts = Object.values(FATES)
  .flat()
  .map(
    (fate, n): HostStep => ({
      ...{ id: `h${n}`, name: `ci-${n}`, group: 'build', from: 'go1.23.5', to: 'go1.22.12' },
      fate,
      hold: n === 1 ? { by: 'root', until: '2026-01-01T05:00:00.000Z' } : null,
    }),
  )
const head = {
  id: 'p',
  expiresAt: '2026-01-01T00:01:00.000Z',
  scope: { kind: 'fleet' as const },
  target: 'last-good' as const,
  stops: [],
}

it('sorts every host by what becomes of it, and hides credentials', () => {
  const view = planView({ groups: [group], hosts }, head)
  expect(rollbackPlan.parse(view)).toEqual(view)
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)
  expect(names(view.willChange)).toEqual(['ci-0', 'ci-1'])
  expect(names(view.already)).toEqual(['ci-2'])
  expect(names(view.offline)).toEqual(['ci-3'])
  expect(names(view.cannot)).toEqual(['ci-4'])
  expect(view).toMatchObject({ hosts: 5, bytesOnHost: 1, confirm: 'ROLL BACK 5', freezes: true })
  expect(view.recalls).toEqual(['go1.23.5'])
  expect(view.held).toBe(1)
  expect(view.willChange.map(({ note }) => note)).toEqual([
    'restores from its own disk',
    'downloads the release first; held by root until 2026-01-01T05:00:00.000Z',
  ])
  expect(JSON.stringify(view)).not.toContain('secret')
})

it('of one group freezes nothing', () => {
  const scope = { kind: 'group' as const, group: 'build' }
  expect(planView({ groups: [group], hosts }, { ...head, scope }).freezes).toBe(false)
})
