import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SpoiledSource, spoiledSource } from './src/bad-releases.js'
import { compileOn, goherd, groupAt, hosts, json } from './src/goherd.js'
import { type ModuleProxy, moduleProxy } from './src/module-proxy.js'
import { type Product, startProduct } from './src/product.js'
import { rolloutIs, rolloutNow, startRollout, touched } from './src/rollouts.js'

const HOSTS = 4
/** Stage and state of a rollout when its server is killed. */
const KILLED_AT = ['0 updating', '0 approving', '1 soaking']

/** Real agents, real releases of Go, and a command line. */
describe.skipIf(!process.env.GOHERD_TEST_GO)('a rollout', () => {
  let source: SpoiledSource
  let product: Product
  let modules: ModuleProxy

  beforeAll(async () => {
    source = await spoiledSource(process.env.GOHERD_TEST_GO ?? '')
    modules = await moduleProxy()
    product = await startProduct({ hosts: HOSTS + 1, env: { GOHERD_GO_SOURCE: source.folder } })
  })
  afterAll(async () => {
    expect(await product.stop()).toBe(0)
    await product.remove()
    await source.remove()
    await modules.remove()
  })

  const build = async () => (await hosts(product)).filter((host) => host.group === 'build')

  it('of a release that is not what its name says ends on the first host, which goes back by itself', async () => {
    const options = ['--go', source.liar, '--stages', '1,50%,100%', '--on-failure', 'revert-all']
    const { id, stages } = await startRollout(product, ...options, '--reason', 'it is new')
    expect(stages.map((stage) => stage.hosts)).toEqual([1, 1, 2])
    const watched = await goherd(product, 'rollout', 'watch', id, '--json')
    expect(watched.code).toBe(4)
    const view = await rolloutNow(product, id)
    expect(view).toMatchObject({ state: 'finished', outcome: 'reverted' })
    expect([touched(view), view.counts.reverted]).toEqual([0, 1])
    expect(view.errors).toMatchObject([{ code: 'probe_wrong_version', hosts: 1 }])
    expect(view.errors[0]?.names).toEqual([expect.stringMatching(/^build-\d$/)])
    for (const row of await groupAt(product, 'build', /^go1\.21\./))
      expect(await compileOn(row.root)).toMatch(/^built by go1\.21\./)
    const again = await goherd(
      product,
      'groups',
      'set',
      'build',
      '--go',
      source.liar,
      '--reason',
      'once more',
    )
    expect(again).toMatchObject({
      code: expect.not.stringMatching('0'),
      stderr: expect.stringContaining('recall'),
    })
  })

  it('of a release that cannot compile halts within its budget, and is taken back by a person', async () => {
    const options = ['--go', source.broken, '--stages', '2,100%', '--max-rolled-back', '1']
    const { id } = await startRollout(product, ...options, '--reason', 'let us see')
    const halted = await rolloutIs(product, id, 'halted', (view) => view.pauses.length > 0)
    expect(halted.pauses).toMatchObject([{ kind: 'breach' }])
    expect(halted.counts).toMatchObject({ 'rolled-back': 2, waiting: 2, updating: 0, done: 0 })
    expect(halted.errors).toMatchObject([{ code: 'probe_failed', hosts: 2 }])
    const abort = ['rollout', 'abort', id, '--hosts', 'revert', '--reason', 'it cannot compile']
    await json(product, [...abort, '--yes'])
    await rolloutIs(product, id, 'reverted', (view) => view.outcome === 'reverted')
    await groupAt(product, 'build', /^go1\.21\./)
  })

  it('of a good one walks through its stages, with soak, approval and the same build under both releases', async () => {
    const proxy = ['--set', `GOPROXY=${modules.url}`, '--set', 'GONOSUMDB=*']
    const gate = ['--gate', `build=${modules.pinned}`, '--gate-stages', '1']
    const stages = ['--stages', '1,2,75%,100%', '--soak', '1s', '--approvals', '1,0,0,0']
    const options = ['--go', '1.22', ...proxy, ...gate, ...stages]
    const { id, hash } = await startRollout(product, ...options, '--reason', 'security fixes')
    const waiting = await rolloutIs(product, id, 'approving', (view) => view.state === 'approving', 300)
    expect(waiting.stages[0]?.gates).toMatchObject([{ name: 'build', verdict: 'pass' }])
    expect(waiting.stages[0]?.gates[0]?.said).toMatch(/build [\d.]+ s → [\d.]+ s .*test [\d.]+ s → [\d.]+ s/)
    expect(waiting.counts).toMatchObject({ done: 1, waiting: HOSTS - 1 })
    expect((await build()).filter((host) => host.actual?.startsWith('go1.22.'))).toHaveLength(1)
    expect((await goherd(product, 'rollout', 'watch', id, '--no-input', '--timeout', '60s')).code).toBe(5)
    expect(await json(product, ['rollout', 'approve', id, '--yes'])).toMatchObject({ hash })
    expect((await goherd(product, 'rollout', 'watch', id, '--timeout', '300s')).code).toBe(0)
    const done = await rolloutNow(product, id)
    expect(done).toMatchObject({ outcome: 'completed', counts: { done: HOSTS } })
    expect(done.stages.map((stage) => stage.state)).toEqual(['done', 'done', 'done', 'done'])
    for (const row of await groupAt(product, 'build', /^go1\.22\./))
      expect(await compileOn(row.root)).toMatch(/^built by go1\.22\./)
  })

  it('goes on exactly where it was when its server is killed in the middle', async () => {
    const options = [
      '--set',
      'GOFLAGS=-trimpath',
      '--stages',
      '1,50%,100%',
      '--soak',
      '2s',
      '--approvals',
      '1,0,0',
    ]
    const { id } = await startRollout(product, ...options, '--reason', 'reproducible builds')
    const seen = new Set<string>()
    for (;;) {
      const view = await rolloutNow(product, id).catch(() => undefined)
      if (view?.outcome) break
      const moment = view ? `${view.stage} ${view.state}` : ''
      if (!view || seen.has(moment) || !KILLED_AT.includes(moment)) {
        await sleep(25)
        continue
      }
      seen.add(moment)
      // One host until a person has said yes, whatever dies meanwhile.
      if (view.stage === null || (view.stage === 0 && view.state !== 'between'))
        expect(touched(view)).toBeLessThanOrEqual(1)
      for (const pid of await product.pids('server/dist/main.js')) process.kill(pid, 'SIGKILL')
      if (view.state === 'approving') {
        await rolloutIs(product, id, 'there again', () => true)
        await json(product, ['rollout', 'approve', id, '--yes'])
      }
    }
    expect([...seen]).toEqual(KILLED_AT)
    expect(await rolloutNow(product, id)).toMatchObject({ outcome: 'completed', counts: { done: HOSTS } })
    await groupAt(product, 'build', /^go1\.22\./)
  })

  it('pauses when a host vanishes in the middle of its change, and completes when it is back', async () => {
    const options = ['--set', 'GOFLAGS=-mod=mod', '--stages', '1,100%', '--silent-after', '5s']
    const [agents, plan] = [
      await product.pids('goherd-agent.mjs'),
      ['rollout', 'plan', '--group', 'build', ...options],
    ]
    expect(agents.length).toBeGreaterThan(HOSTS)
    const { stages } = await json<{ stages: { names: string[] }[] }>(product, plan)
    const [canary] = (await build()).filter((host) => host.name === stages[0]?.names[0])
    if (!canary) throw new Error('the plan names no canary')
    // Stopped, not killed: nobody hears that it went.
    const pids = await product.pids(canary.root)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const { id } = await startRollout(product, ...options, '--reason', 'modules')
    try {
      const paused = await rolloutIs(product, id, 'paused', (view) => view.pauses.length > 0)
      expect(paused.counts).toMatchObject({ silent: 1, waiting: HOSTS - 1, done: 0 })
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    }
    await rolloutIs(product, id, 'heard of it again', (view) => view.counts.done === 1)
    const { pauses } = await rolloutNow(product, id)
    if (pauses.length > 0) await json(product, ['rollout', 'resume', id, '--reason', 'it is back'])
    await rolloutIs(product, id, 'completed', (view) => view.outcome === 'completed')
  })

  it('that is paused, in a closed window, is overridden by an emergency rollback, which every host proves', async () => {
    const tomorrow = new Date(Date.now() + 36 * 3_600_000).toLocaleDateString('en-US', {
      weekday: 'short',
      timeZone: 'UTC',
    })
    const options = ['--set', 'GOFLAGS=', '--stages', '1,100%', '--window', `${tomorrow} 10:00-11:00 UTC`]
    const { id } = await startRollout(product, ...options, '--reason', 'later')
    await json(product, ['rollout', 'pause', id, '--reason', 'not now'])
    const args = ['rollback', '--group', 'build', '--to', 'last-good', '--reason', 'builds break']
    const done = await json<{ id: string; state: string; proved: number }>(product, [
      ...args,
      '--confirm',
      `ROLL BACK ${HOSTS}`,
    ])
    expect(done).toMatchObject({ state: 'complete', proved: HOSTS })
    expect(await rolloutNow(product, id)).toMatchObject({ state: 'finished', outcome: 'overridden' })
    const { certificate } = await json<{ certificate: { hosts: { digest: string }[] } }>(product, [
      'rollback',
      'certificate',
      done.id,
    ])
    expect(certificate.hosts.filter((host) => /^[0-9a-f]{64}$/.test(host.digest))).toHaveLength(HOSTS)
  })
})
