import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TarMember } from '@goherd/go-archive/tar-maker'
import type { AgentBundle } from '@goherd/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AgentHome, AMPLE, type Flaw, type TrialLimits } from '../test/agent-home.js'
import { LONG } from '../trials/scale.js'
import { whyNoStrace } from '../trials/strace.js'

const PATIENCE = { timeout: 240_000, interval: 50 }
/** So that the version gives up before it is killed. */
const GIVES_UP: TrialLimits = { proveWithinS: 12, killedAfterS: 100 }
/** So that three kills do not take long. */
const KILLED: TrialLimits = { proveWithinS: 10, killedAfterS: 13 }

let lab: AgentHome
beforeEach(async () => {
  lab = new AgentHome()
  await lab.install('0.1.0')
})
async function another(limits?: TrialLimits) {
  await lab.remove()
  lab = new AgentHome(limits)
  await lab.install('0.1.0')
}
afterEach(() => lab.remove())

const runs = (version: string) =>
  vi.waitFor(() => {
    expect(lab.connected, lab.log).toBe(version)
    expect(lab.current).toBe(version)
    expect(existsSync(join(lab.home, 'state/trial'))).toBe(false)
  }, PATIENCE)
const told = (message: RegExp) =>
  lab.server.reported((report) => report.events.some((e) => e.kind === 'agent' && message.test(e.message)))
const versions = () => readdirSync(join(lab.home, 'versions')).sort()

describe('an agent that is asked to be another version', () => {
  it('becomes it, says so, and keeps the one before', async () => {
    lab.start()
    const epoch = lab.ask(lab.offer('0.2.0'))
    await runs('0.2.0')
    await told(/^the agent goes from 0\.1\.0 to 0\.2\.0$/)
    await told(/^the agent is 0\.2\.0 now; 0\.1\.0 is kept$/)
    expect(lab.ends).toEqual([75])
    expect(lab.server.reports.findLast((report) => report.facts)?.facts?.agentVersion).toBe('0.2.0')
    expect(lab.server.reports.at(-1)?.epoch).toBe(epoch)

    lab.ask(lab.offer('0.3.0'))
    await runs('0.3.0')
    await vi.waitFor(() => expect(versions()).toEqual(['0.2.0', '0.3.0']), PATIENCE)
    expect(existsSync(join(lab.home, 'staging'))).toBe(false)
  })

  it('changes nothing of itself in an emergency, and waits for the Go to be as assigned', async () => {
    lab.start()
    const bundle = lab.offer('0.2.0')
    const epoch = lab.ask(bundle, { urgent: true })
    await lab.server.reported((report) => report.epoch === epoch && report.phase.kind === 'idle')
    expect(lab.connected).toBe('0.1.0')
    lab.ask(bundle)
    await runs('0.2.0')
  })

  it.each<readonly [string, Flaw, RegExp, readonly (number | string)[], TrialLimits]>([
    ['does not run', 'broken', /stays at 0\.1\.0: 0\.2\.0 does not run here: it ended with 1/, [], AMPLE],
    ['ends at its start', 'does-not-start', /was started 3 times and did not reach/, [75, 9, 9, 9], AMPLE],
    ['does not reach the server', 'mute', /did not reach the server within 12 s/, [75, 75], GIVES_UP],
    ['hangs', 'hung', /was started 3 times and did not reach/, [75, 137, 137, 137], KILLED],
  ])('stays what it was when that one %s, and tries it no more', async (_, flaw, why, ends, limits) => {
    if (limits !== AMPLE) await another(limits)
    lab.start()
    const bad = lab.offer('0.2.0', flaw)
    lab.ask(bad)
    await told(why)
    await runs('0.1.0')
    expect(lab.ends).toEqual(ends)
    expect(JSON.parse(readFileSync(join(lab.home, 'state/backed-out.json'), 'utf8'))).toMatchObject({
      version: '0.2.0',
      why: expect.stringMatching(flaw === 'broken' ? /does not run/ : why),
    })
    // A restart changes nothing about that; a later assignment does.
    await lab.stop()
    lab.start()
    await runs('0.1.0')
    expect(lab.ends.length).toBe(ends.length + 1)
    lab.ask(lab.offer('0.2.0'))
    await runs('0.2.0')
  })

  it('takes no bytes but those that were signed', async () => {
    lab.start()
    const good = lab.offer('0.2.0')
    const refused = async (bundle: AgentBundle, code: string) => {
      lab.ask(bundle)
      await vi.waitFor(() => expect(lab.log).toContain(`code=${code}`), PATIENCE)
    }
    await refused({ ...good, size: good.size - 1 }, 'archive_too_long')
    await refused({ ...good, size: good.size + 1 }, 'download_short')
    await refused({ ...good, version: '0.2.1' }, 'bundle_wrong_version')
    const evil: readonly TarMember[][] = [
      [{ name: 'goherd-agent/../../evil', body: 'x' }],
      [{ name: 'goherd-agent/lib', type: '2', linkName: '/etc' }],
    ]
    await refused(lab.offer('0.2.2', 'none', evil[0]), 'archive_unsafe_path')
    await refused(lab.offer('0.2.3', 'none', evil[1]), 'archive_unsafe_entry')
    expect(existsSync(join(lab.folder, 'evil'))).toBe(false)
    expect(versions()).toEqual(['0.1.0'])
    expect(lab.connected).toBe('0.1.0')
  })
})

describe('an agent that nobody would start again', () => {
  it('says that it cannot, and stays', async () => {
    const bundle = lab.offer('0.2.0')
    // Another home's launcher than its own started it.
    lab.start('env GOHERD_AGENT_HOME=/somewhere/else')
    lab.ask(bundle)
    await told(/stays at 0\.1\.0 and cannot become 0\.2\.0: no service starts it again/)
    expect(versions()).toEqual(['0.1.0'])
  })
})

const missing = whyNoStrace()
if (missing !== undefined) console.log(`skipped, so no agent is killed at its system calls: ${missing}`)

describe.skipIf(missing !== undefined)('an agent that is killed while it becomes another version', () => {
  /** Between any two steps something is renamed or removed. The first start is of the old version, the second of the new one. */
  const CALLS = ['rename', 'unlink'] as const
  const NTHS = LONG ? Array.from({ length: 14 }, (_, n) => n + 1) : [3]
  const TRIALS = [1, 2].flatMap((start) => CALLS.flatMap((call) => NTHS.map((nth) => ({ start, call, nth }))))

  it(
    `is the new version in the end, and connected (${TRIALS.length} trials)`,
    async () => {
      let killed = 0
      for (const { start, call, nth } of TRIALS) {
        await another()
        await lab.settle()
        lab.ask(lab.offer('0.2.0'))
        const inject = `inject=${call}:signal=KILL:when=${nth}`
        const strace = `strace -f -b execve -qq -o /dev/null -e trace=${call} -e ${inject}`
        lab.start(...(start === 1 ? [strace] : ['', strace]))
        await runs('0.2.0')
        if (lab.ends.includes('SIGKILL') || lab.ends.includes(137)) killed += 1
      }
      console.log(`killed during an update: ${killed} of ${TRIALS.length}; all connected afterwards`)
      expect(killed).toBeGreaterThan(TRIALS.length / 3)
    },
    TRIALS.length * 60_000,
  )
})
