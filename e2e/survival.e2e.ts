import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { rollbackView } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileOn, groupAt, hosts, json, until } from './src/goherd.js'
import { type Product, startProduct } from './src/product.js'

const releases = ['1.22', '1.23', '1.21']

/** A small seeded generator, so that a failing run can be repeated. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe.skipIf(!process.env.GOHERD_TEST_GO)('whatever is killed, the fleet converges and go works', () => {
  const seed = Number(process.env.GOHERD_SEED ?? 20_26)
  const random = seeded(seed)
  let product: Product
  let roots: string[]

  beforeAll(async () => {
    console.log(`seed ${seed} (GOHERD_SEED repeats it)`)
    product = await startProduct({ env: { GOHERD_GO_SOURCE: process.env.GOHERD_TEST_GO ?? '' } })
    roots = (await hosts(product)).map((host) => host.root)
  })
  afterAll(async () => {
    await product.stop()
    expect(await product.pids('')).toEqual([])
    await product.remove()
  })

  const goWorks = () => {
    for (const root of roots)
      execFileSync(`${root}/current/bin/go`, ['version'], { env: { PATH: '/usr/bin:/bin', HOME: root } })
  }
  async function killAll(part: string): Promise<void> {
    for (const pid of await product.pids(part)) process.kill(pid, 'SIGKILL')
  }

  it('agents killed in the middle of download, unpack and switch', async () => {
    for (const [round, line] of releases.entries()) {
      await json(product, ['groups', 'set', 'build', '--go', line, '--reason', `round ${round}`])
      for (let kill = 0; kill < 4; kill++) {
        await sleep(100 + random() * 2500)
        await killAll('goherd-agent.mjs')
        goWorks()
      }
      const rows = await groupAt(product, 'build', new RegExp(`^go${line.replace('.', '\\.')}\\.`))
      for (const row of rows) expect(await compileOn(row.root)).toContain(`go${line}.`)
    }
  })

  it('the server killed in the middle of a change', async () => {
    await json(product, ['groups', 'set', 'build', '--go', '1.22', '--reason', 'before the server dies'])
    await sleep(300 + random() * 1000)
    await killAll('server/dist/main.js')
    goWorks()
    await groupAt(product, 'build', /^go1\.22\./)
    const history = await json<{ reason: string }[]>(product, ['groups', 'history', 'build'])
    expect(history[0]?.reason).toBe('before the server dies')
  })

  it('PostgreSQL killed in the middle of a change', async () => {
    await json(product, ['groups', 'set', 'build', '--go', '1.23', '--reason', 'before PostgreSQL dies'])
    const [server] = await product.pids('server/dist/main.js')
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(server)]).toString()
    const postmasters = children.split('\n').map(Number).filter(Boolean)
    expect(postmasters.length).toBeGreaterThan(0)
    for (const pid of postmasters) process.kill(pid, 'SIGKILL')
    goWorks()
    await groupAt(product, 'build', /^go1\.23\./)
    const history = await json<{ reason: string }[]>(product, ['groups', 'history', 'build'])
    expect(history[0]?.reason).toBe('before PostgreSQL dies')
  })

  it('the server killed in the middle of a rollback, which completes with proof all the same', async () => {
    const started = await json<{ id: string }>(product, [
      'rollback',
      '--group',
      'build',
      '--to',
      'last-good',
      '--reason',
      'and now this',
      '--confirm',
      'ROLL BACK 2',
      '--no-wait',
    ])
    await killAll('server/dist/main.js')
    await groupAt(product, 'build', /^go1\.22\./)
    const url = `${product.url}/api/rollbacks/${started.id}`
    const done = await until(
      'the rollback complete',
      async () =>
        rollbackView.parse(
          await (await fetch(url, { headers: { authorization: `Bearer ${product.token}` } })).json(),
        ),
      (view) => view.state === 'complete',
      60,
    )
    expect(done).toMatchObject({ proved: 2, hosts: 2 })
  })
})
