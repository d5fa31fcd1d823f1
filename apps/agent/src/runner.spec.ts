import type { AgentConfig, Work, WorkResult } from '@goherd/agent-core'
import { BLANK_MEMORY, DEFAULT_CONFIG, type Memory } from '@goherd/agent-core'
import type { ObservedState } from '@goherd/model'
import type { HostReport, ReportAnswer } from '@goherd/protocol'
import { SimulatedDisk } from '@goherd/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AgentError } from './disk/agent-error.js'
import { SILENT } from './log.js'
import type { Watch } from './perform.js'
import { Runner, type RunnerPorts } from './runner.js'

const NEW = 'go1.22.12'
const ACCEPTED = {
  epoch: 1,
  desired: { release: NEW, settings: {} },
  archive: { filename: `${NEW}.linux-amd64.tar.gz`, sha256: 'a'.repeat(64), size: 10 },
  origin: { kind: 'snapshot', id: 's' },
  urgent: true,
  reason: 'because',
} as const

/** A loop on a simulated disk whose work a test can hold up or let fail. */
class Bench {
  readonly disk = new SimulatedDisk()
  readonly works: Work['kind'][] = []
  readonly saves: Memory[] = []
  readonly reports: HostReport[] = []
  readonly errors: string[] = []
  held: Work['kind'] | undefined
  saveFails = false
  answer: ReportAnswer | undefined = { ok: true, seq: 1 }
  watch: Watch | undefined
  readonly runner: Runner
  #release: (() => void) | undefined

  constructor(config: Partial<AgentConfig> = {}) {
    const ports: RunnerPorts = {
      now: Date.now,
      random: () => 0.5,
      perform: (work, watch) => this.#perform(work, watch),
      save: (memory) => {
        if (this.saveFails) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
        this.saves.push(memory)
      },
      report: (report) => {
        this.reports.push(report)
        return Promise.resolve(this.answer?.ok === true ? { ok: true, seq: report.seq } : this.answer)
      },
      progress: () => undefined,
      log: { ...SILENT, error: (message) => this.errors.push(message) },
    }
    this.runner = new Runner(ports, { ...DEFAULT_CONFIG, ...config })
  }

  start(): this {
    this.runner.dispatch({ kind: 'started', memory: BLANK_MEMORY })
    return this
  }

  letGo(): void {
    this.held = undefined
    this.#release?.()
  }

  async #perform(work: Work, watch: Watch): Promise<WorkResult> {
    this.works.push(work.kind)
    this.watch = watch
    if (work.kind === this.held) {
      await new Promise<void>((resolve, reject) => {
        this.#release = resolve
        watch.signal.addEventListener('abort', () => reject(watch.signal.reason), { once: true })
      })
    }
    const result = this.disk.perform(work, Date.now())
    if ('code' in result) throw new AgentError(result)
    return result
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lets everything happen that happens without time passing. */
const calm = () => vi.advanceTimersByTimeAsync(0)

describe('the loop', () => {
  it('carries an assignment through to its end, one piece of work at a time', async () => {
    const bench = new Bench().start()
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    expect(bench.works).toEqual([
      'observe',
      'install',
      'write-settings',
      'snapshot',
      'activate',
      'probe',
      'observe',
    ])
    expect(bench.disk.activeRelease).toBe(NEW)
    expect(bench.saves.at(-1)?.reachedEpoch).toBe(1)
  })

  it('saves the journal before it asks for the rename', async () => {
    const bench = new Bench().start()
    bench.held = 'activate'
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    expect(bench.works.at(-1)).toBe('activate')
    expect(bench.saves.at(-1)?.journal).toMatchObject({ direction: 'forward', target: { release: NEW } })
  })

  it('does no work on a state that could not be saved, says so, and goes on when it can', async () => {
    const bench = new Bench().start()
    await calm()
    bench.saveFails = true
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    expect(bench.disk.activeRelease).toBeNull()
    expect(bench.errors.join()).toContain('could not be saved')
    bench.saveFails = false
    await vi.advanceTimersByTimeAsync(600_000)
    expect(bench.disk.activeRelease).toBe(NEW)
  })

  it('turns what a verb throws into a failure with code and hint, and tries again when its timer rings', async () => {
    const bench = new Bench().start()
    bench.disk.broken.add(NEW)
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    expect(bench.runner.state.activity).toMatchObject({
      kind: 'waiting',
      wait: { error: { code: 'probe_failed' } },
    })
    bench.disk.broken.clear()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(bench.disk.activeRelease).toBe(NEW)
  })

  it('breaks a download off when the core says so', async () => {
    const bench = new Bench().start()
    bench.held = 'install'
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    bench.held = undefined
    const desired = { release: 'go1.23.5', settings: {} }
    const archive = { ...ACCEPTED.archive, sha256: 'b'.repeat(64) }
    bench.runner.dispatch({ kind: 'assigned', assignment: { ...ACCEPTED, epoch: 2, desired, archive } })
    await calm()
    expect(bench.disk.activeRelease).toBe('go1.23.5')
    expect(bench.disk.installed).toEqual(['go1.23.5'])
  })

  it('feeds the answers to reports back', async () => {
    const bench = new Bench().start()
    bench.runner.dispatch({ kind: 'connected', lastSeq: 0 })
    await calm()
    expect(bench.runner.state.outbox.sent).toBeNull()
    bench.answer = { ok: false, error: { code: 'busy', message: 'busy', hint: 'wait' }, retryAfterMs: 5000 }
    bench.runner.dispatch({ kind: 'recheck-asked', bytes: false })
    await calm()
    expect(bench.reports).toHaveLength(2)
    bench.answer = undefined
    await vi.advanceTimersByTimeAsync(5000)
    expect(bench.reports).toHaveLength(3)
    bench.answer = { ok: true, seq: 0 }
    await vi.advanceTimersByTimeAsync(60_000)
    expect(bench.reports).toHaveLength(4)
    expect(bench.runner.state.outbox.sent).toBeNull()
  })

  it('answers a wish on this machine', async () => {
    const bench = new Bench().start()
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    const refused = bench.runner.askLocally('r1', { kind: 'use', release: 'go1.2' })
    await calm()
    await expect(refused).resolves.toMatchObject({ ok: false, error: { code: 'release_not_here' } })
    const same = bench.runner.askLocally('r2', { kind: 'use', release: NEW })
    await calm()
    await expect(same).resolves.toEqual({
      ok: true,
      release: NEW,
      changed: false,
      snapshot: null,
      freed: null,
    })
  })
})

describe('a wish that somebody watches', () => {
  const install = {
    kind: 'install',
    release: NEW,
    fetch: { archive: ACCEPTED.archive, from: '/srv/go' },
    activate: true,
  } as const

  it('tells each phase, and how far a download is', async () => {
    const bench = new Bench({ converge: false }).start()
    const phases: string[] = []
    bench.held = 'install'
    const asked = bench.runner.askLocally('r1', install, {
      onPhase: ({ kind, done }) => phases.push(done === undefined ? kind : `${kind} ${done}`),
    })
    await calm()
    await vi.advanceTimersByTimeAsync(300)
    bench.watch?.onProgress('downloading', 7, 10)
    bench.letGo()
    await calm()
    await expect(asked).resolves.toMatchObject({ ok: true, changed: true })
    expect(phases).toEqual(['downloading 0', 'downloading 7', 'switching', 'checking', 'idle'])
  })

  it('ends when whoever asked goes away, and leaves everything as it was', async () => {
    const bench = new Bench({ converge: false }).start()
    const gone = new AbortController()
    bench.held = 'install'
    const asked = bench.runner.askLocally('r1', install, { gone: gone.signal })
    await calm()
    gone.abort()
    await calm()
    await expect(asked).resolves.toMatchObject({ ok: false, error: { code: 'interrupted' } })
    expect(bench.disk.activeRelease).toBeNull()
    expect(bench.runner.state.activity.kind).toBe('idle')
  })

  it('does not begin when whoever asked has gone already', async () => {
    const bench = new Bench({ converge: false }).start()
    const asked = bench.runner.askLocally('r1', install, { gone: AbortSignal.abort() })
    await calm()
    await expect(asked).resolves.toMatchObject({ ok: false, error: { code: 'interrupted' } })
    expect(bench.works).not.toContain('install')
  })
})

describe('stopping', () => {
  it('breaks off what can be broken off and begins nothing more', async () => {
    const bench = new Bench().start()
    bench.held = 'install'
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    await bench.runner.stop()
    expect(bench.works).toEqual(['observe', 'install'])
    expect(bench.runner.state.memory.failure).toBeNull()
  })

  it('finishes a switch and its check first', async () => {
    const bench = new Bench().start()
    bench.held = 'activate'
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    const stopped = bench.runner.stop()
    bench.letGo()
    await calm()
    await stopped
    expect(bench.works.at(-1)).toBe('probe')
    expect(bench.saves.at(-1)).toMatchObject({ journal: null, reachedEpoch: 1 })
  })

  it('gives a check only seconds, and leaves its journal for the next start', async () => {
    const bench = new Bench().start()
    bench.held = 'probe'
    bench.runner.dispatch({ kind: 'assigned', assignment: ACCEPTED })
    await calm()
    const stopped = bench.runner.stop()
    await vi.advanceTimersByTimeAsync(10_000)
    await stopped
    expect(bench.saves.at(-1)?.journal?.direction).toBe('forward')
    expect(bench.disk.activeRelease).toBe(NEW)
  })

  it('is at once when there is nothing to finish', async () => {
    const bench = new Bench().start()
    await calm()
    await bench.runner.stop()
    const seen: ObservedState | null = bench.runner.state.observed
    expect(seen?.link.kind).toBe('missing')
  })
})
