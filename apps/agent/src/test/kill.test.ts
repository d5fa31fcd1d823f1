import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '@goherd/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shown } from '../trials/shown.js'
import { agent, goVersionOf, RunningAgent } from './agent-process.js'
import { testGo } from './test-go.js'
import { TestServer } from './test-server.js'

const ROW = 'a kill of the daemon at any moment leaves a working go'
const go = testGo()
const LONG = process.env.GOHERD_LONG === '1'
const TRIALS = LONG ? 300 : 3
const SEED = Number(process.env.GOHERD_SEED ?? 20_260_101)

/** How long after its connection an agent may live in a trial: into a switch and its check, or into an installation. */
const SWITCH_MS = 5_000
const INSTALL_MS = 10_000

describe.skipIf(go === undefined)('an agent that is killed at any moment (needs GOHERD_TEST_GO)', () => {
  const root = mkdtempSync(join(tmpdir(), 'goherd-kill-'))
  const random = seededRandom(SEED)
  const releases = Object.keys(go?.archives ?? {})
  let server: TestServer
  let running: RunningAgent | undefined
  let wanted = { epoch: 0, release: '', fetches: false }

  beforeAll(async () => {
    if (go === undefined) return
    server = await new TestServer(go).start()
    const enrolled = await agent(
      'enroll',
      '--server',
      server.url,
      '--token',
      'good-token',
      '--name',
      'k',
      '--root',
      root,
    )
    expect(enrolled.status).toBe(0)
  })
  afterAll(async () => {
    await running?.end('SIGKILL')
    await server.stop()
    rmSync(root, { recursive: true, force: true })
  })

  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  /** Another state than before: another release, sometimes one that must be fetched again, or only other settings. */
  const assignSomething = () => {
    const others = releases.filter((r) => r !== wanted.release)
    const release = random() < 0.75 ? pick(others) : wanted.release
    const fetches = release !== wanted.release && random() < 0.4
    if (fetches) {
      rmSync(join(root, 'releases', `${release}.manifest`), { force: true })
      rmSync(join(root, 'releases', release), { recursive: true, force: true })
    }
    const settings: Record<string, string> = random() < 0.5 ? {} : { GOPROXY: pick(['off', 'direct']) }
    wanted = { epoch: server.assign({ release, settings }), release, fetches }
  }

  const isReached = () =>
    server.reports.some(
      (r) => r.epoch === wanted.epoch && r.phase.kind === 'idle' && r.observed.goVersion === wanted.release,
    )

  /** A living agent that is connected. */
  const startAgent = async () => {
    const before = server.handshakes.length
    running = new RunningAgent(root)
    const agent = running
    const connected = () => server.handshakes.length > before || !agent.isRunning
    await expect.poll(connected, { timeout: 120_000, message: agent.log }).toBe(true)
    expect(server.handshakes.length, agent.log).toBeGreaterThan(before)
    return running
  }

  it('starts with every release on the disk', async () => {
    await startAgent()
    for (const release of releases) {
      wanted = { epoch: server.assign({ release, settings: {} }), release, fetches: true }
      await server.reported(isReached, 180_000)
    }
    await running?.end('SIGKILL')
  }, 600_000)

  it(
    `has a working go after each of ${TRIALS} kills (seed ${SEED}), and converges`,
    async () => {
      let changes = 0
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const victim = await startAgent()
        if (isReached()) {
          assignSomething()
          changes += 1
        }
        await pause(Math.floor(random() * (wanted.fetches ? INSTALL_MS : SWITCH_MS)))
        await victim.end('SIGKILL')
        expect(releases, `trial ${trial}: no working go`).toContain(await goVersionOf(root))
      }
      const last = await startAgent()
      await server.reported(isReached, 180_000)
      expect(await goVersionOf(root)).toBe(wanted.release)
      expect(await last.end('SIGTERM')).toBe(0)
      running = undefined
      expect(readdirSync(join(root, 'staging'))).toEqual([])
      expect(changes).toBeGreaterThan(0)
      shown({ row: ROW, trials: TRIALS, failures: 0, note: `during ${changes} changes, with real releases` })
    },
    TRIALS * 30_000,
  )
})
