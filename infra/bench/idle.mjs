import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../say/problem.mjs'
import { BenchServer } from './rollback/server.mjs'

const GROUP = 'bench'
/** The first minute is the start; then so much is measured, and what a day takes is reckoned from it. */
const SETTLE_S = 60
const MEASURE_S = Number(process.env.BENCH_IDLE_SECONDS ?? 180)
const DAY_S = 86_400

/**
 * What an agent takes that has nothing to do: connected to a real server, its release in place, looking at its disk with every
 * heartbeat. Its memory stands beside that of a bare Node that waits. BENCH_IDLE_SECONDS changes how long is measured.
 * @param {import('./bench.mjs').BenchContext} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root, goFolder, note, signal }) {
  const program = join(root, 'apps/agent/dist/goherd-agent.mjs')
  if (!existsSync(program))
    throw new Problem('not_built', `${program} is not there`, { hint: 'Run: npm run build' })
  const work = mkdtempSync(join(tmpdir(), 'goherd-bench-idle-'))
  /** @type {(() => Promise<unknown>)[]} */
  const endings = []
  try {
    note('starting the server')
    const server = await BenchServer.start({ root, work, goFolder, signal })
    endings.push(() => server.stop())
    await server.prepare(GROUP)
    const agentRoot = ['--root', join(work, 'host')]
    const token = await server.enrollmentToken(GROUP, 1)
    const enroll = ['enroll', '--server', server.url, '--token', token, '--name', 'idle']
    execFileSync(process.execPath, [program, ...enroll, ...agentRoot], { stdio: 'ignore' })
    // As its launcher starts it.
    const agent = start([program, 'run', ...agentRoot], { MALLOC_ARENA_MAX: '1' })
    const bare = start(['-e', 'setInterval(() => {}, 1000)'])
    endings.push(
      () => stop(agent),
      () => stop(bare),
    )
    note('installing what the group has')
    await server.everyoneIs(GROUP, 'in-sync', 1)
    note(`letting it settle for ${SETTLE_S} s`)
    await sleep(SETTLE_S * 1000, undefined, { signal })
    note(`measuring for ${MEASURE_S} s`)
    const before = cpuSeconds(agent)
    await sleep(MEASURE_S * 1000, undefined, { signal })
    return figures(cpuSeconds(agent) - before, memory(agent), memory(bare))
  } finally {
    for (const end of endings.reverse()) await end()
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {number} cpu @param {number} agent @param {number} bare @returns {import('./bench.mjs').Figure[]} */
function figures(cpu, agent, bare) {
  return [
    {
      what: 'idle agent, resident memory',
      value: Math.round(agent),
      unit: 'MB',
      floor: Math.round(bare),
      floorIs: 'node that waits',
      ratio: agent / bare,
      goal: '≤ 1.4',
    },
    { what: `idle agent, CPU in ${MEASURE_S} s`, value: cpu, unit: 's' },
    { what: 'the same reckoned to an hour', value: (cpu / MEASURE_S) * 3600, unit: 's' },
    { what: 'the same reckoned to a day', value: (cpu / MEASURE_S) * DAY_S, unit: 's', goal: '< 10' },
  ]
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
function start(args, env) {
  return spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, ...env } })
}

/** @param {import('node:child_process').ChildProcess} child */
async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** User and system time of a process so far: clock ticks are 10 ms on Linux. @param {import('node:child_process').ChildProcess} child */
function cpuSeconds({ pid }) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) / 100
}

/** Resident memory in MB. @param {import('node:child_process').ChildProcess} child */
function memory({ pid }) {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
