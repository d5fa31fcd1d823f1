import type { GoSettings, ObservedState, SnapshotSummary } from '@goherd/model'
import type { Failure, HostReport } from '@goherd/protocol'
import type { Effect, LocalOutcome, TimerName, Work, WorkResult } from '../effects.js'
import type { Happening, LocalWish } from '../events.js'
import { holds } from '../hold.js'
import { type Accepted, BLANK_MEMORY, isUrgent, type Memory } from '../memory.js'
import { type AgentConfig, type AgentState, DEFAULT_CONFIG, initialState } from '../state.js'
import { step } from '../step.js'
import { DIGEST, ERROR, installed, T0 } from './samples.js'

/**
 * A host and a server for property tests, driven one decision at a time: work in flight ends when the test says so, as it
 * says; a kill comes before, after or instead of its effect on the disk; messages get lost, doubled and reordered.
 */
export class World {
  state: AgentState
  at = T0
  readonly disk = {
    link: null as string | null,
    trees: new Map<string, GoSettings>(),
    snapshots: [] as SnapshotSummary[],
  }
  /** Builds that run from the active tree. */
  builds = 0
  saved: Memory = BLANK_MEMORY
  inFlight: { readonly id: number; readonly work: Work } | undefined
  reports: { readonly report: HostReport; readonly seq: number }[] = []
  committedSeq = 0
  readonly committedEvents: string[] = []
  readonly broken = new Set<string>()
  /** What went against an invariant. */
  readonly wrongs: string[] = []
  readonly #config: AgentConfig
  #due = new Map<TimerName, number>()
  #epochs: number[] = []
  #taken = 0
  #asked = 0
  /** The wishes that somebody still waits for, or did. */
  readonly asked = new Set<string>()
  /** How each local wish was answered, by id. */
  readonly answers = new Map<string, LocalOutcome>()

  constructor(config: Partial<AgentConfig> = {}) {
    this.#config = { ...DEFAULT_CONFIG, startJitterMs: 0, ...config }
    this.state = initialState(this.#config)
    this.start()
  }

  start(): void {
    this.send({ kind: 'started', memory: this.saved })
  }

  /** Everything but disk and saved memory is gone. With `applied` the work in flight still reached the disk. */
  kill(applied: boolean): void {
    if (applied && this.inFlight !== undefined) this.#apply(this.inFlight.work)
    this.inFlight = undefined
    for (const id of this.asked) if (!this.answers.has(id)) this.asked.delete(id)
    this.#due.clear()
    this.reports = []
    this.state = initialState(this.#config)
    this.start()
  }

  send(happening: Happening, random = 0.5): void {
    const before = this.state
    const { state, effects } = step(before, { ...happening, at: this.at, random })
    this.state = state
    this.#checkStep(before, effects)
    for (const effect of effects) this.#take(effect)
    this.#checkState()
  }

  /** Somebody on the machine asks for something, each time under a new id. */
  ask(wish: LocalWish): void {
    const id = `r${this.#asked++}`
    this.asked.add(id)
    this.send({ kind: 'local-asked', request: { id, wish } })
  }

  /** Whoever asked so many requests ago does not want it any more. */
  cancel(back: number): void {
    this.send({ kind: 'local-cancelled', id: `r${this.#asked - 1 - back}` })
  }

  /** The work in flight ends well; with none, a little time passes. */
  advance(): void {
    if (this.inFlight !== undefined) this.finish('done')
    else this.wait(1_000)
  }

  assign(assignment: Accepted): void {
    this.send({ kind: 'assigned', assignment })
  }

  /** The work in flight ends: well, or with an error before or after it reached the disk. */
  finish(how: 'done' | 'failed' | 'failed-after'): void {
    const { inFlight } = this
    if (inFlight === undefined) return
    this.inFlight = undefined
    const { id, work } = inFlight
    if (how === 'failed') {
      this.send({ kind: 'work-failed', id, error: ERROR })
      return
    }
    const result = this.#apply(work)
    if (how === 'failed-after' || 'code' in result) {
      const error = 'code' in result ? result : ERROR
      this.send({ kind: 'work-failed', id, error })
      return
    }
    this.send({ kind: 'work-done', id, result, durationMs: 1 })
  }

  /** The clock moves; timers that fall due ring. */
  wait(ms: number): void {
    this.at += ms
    for (const [timer, at] of [...this.#due]) {
      if (at > this.at) continue
      this.#due.delete(timer)
      this.send({ kind: 'timer', timer })
    }
  }

  connect(): void {
    this.reports = []
    this.send({ kind: 'connected', lastSeq: this.committedSeq })
  }

  disconnect(): void {
    this.reports = []
    this.send({ kind: 'disconnected' })
  }

  /** The server commits a report on its way; its answer arrives or not. */
  commit(index: number, answered: boolean): void {
    const found = this.reports[index % Math.max(1, this.reports.length)]
    if (found === undefined) return
    const { report } = found
    if (report.seq > this.committedSeq) {
      this.committedSeq = report.seq
      for (const { id } of report.events)
        if (!this.committedEvents.includes(id)) this.committedEvents.push(id)
    }
    if (!answered) return
    this.reports = this.reports.filter((other) => other !== found)
    this.send({ kind: 'report-answered', seq: report.seq, answer: 'committed' })
  }

  /** Everything goes well from here on, for long enough. */
  settle(rounds = 200): void {
    this.broken.clear()
    this.builds = 0
    if (this.state.memory.hold !== null) this.send({ kind: 'hold-changed', hold: null })
    this.disconnect()
    this.connect()
    for (let round = 0; round < rounds; round += 1) {
      if (this.inFlight !== undefined) this.finish('done')
      else if (this.reports.length > 0) {
        this.commit(0, true)
      } else this.wait(60_000)
    }
  }

  observe(checked: Extract<Work, { kind: 'observe' }>['checked']): ObservedState {
    const { link, trees } = this.disk
    const settings = link === null ? undefined : trees.get(link)
    const known = link !== null && checked?.release === link ? checked : null
    return {
      link:
        link === null
          ? { kind: 'missing' }
          : settings === undefined
            ? { kind: 'dangling', target: `releases/${link}` }
            : { kind: 'managed', release: link },
      settings: settings ?? {},
      goVersion: settings === undefined ? null : (known?.goVersion ?? null),
      bytes: known?.bytes ?? { kind: 'unchecked' },
      proof: null,
      installed: installed(...trees.keys()),
      snapshots: this.disk.snapshots,
    }
  }

  #take(effect: Effect): void {
    switch (effect.kind) {
      case 'persist':
        this.saved = effect.memory
        return
      case 'work':
        if (this.inFlight !== undefined)
          this.wrongs.push(`two at once: ${this.inFlight.work.kind}, ${effect.work.kind}`)
        this.#checkWork(effect.work)
        this.inFlight = { id: effect.id, work: effect.work }
        return
      case 'set-timer':
        if (effect.timer === 'work' && effect.at <= this.at) this.wrongs.push('a timer in the past: hot loop')
        this.#due.set(effect.timer, effect.at)
        return
      case 'report':
        if (effect.report.seq <= this.committedSeq) this.wrongs.push(`seq ${effect.report.seq} used again`)
        this.reports.push({ report: effect.report, seq: effect.report.seq })
        return
      case 'answer-local':
        if (this.answers.has(effect.id)) this.wrongs.push(`${effect.id} is answered twice`)
        this.answers.set(effect.id, effect.outcome)
        return
      case 'abort':
      case 'log-event':
      case 'progress':
    }
  }

  #checkWork(work: Work): void {
    if (work.kind === 'activate' && !this.disk.trees.has(work.release)) {
      this.wrongs.push(`activates ${work.release}, which is not installed`)
    }
    if (work.kind === 'uninstall' && work.release === this.disk.link)
      this.wrongs.push(`uninstalls ${work.release}, which is active`)
    if (work.kind === 'activate' || (work.kind === 'write-settings' && work.release === this.disk.link)) {
      this.#checkCause()
    }
    if (work.kind === 'activate' && this.saved.journal === null)
      this.wrongs.push('switches without a journal')
    if (work.kind === 'activate-back' && this.saved.journal?.direction !== 'back') {
      this.wrongs.push('goes back without saying so first')
    }
    if (work.kind === 'write-settings' && work.release === this.disk.link && this.saved.journal === null) {
      const same = JSON.stringify(this.disk.trees.get(work.release)) === JSON.stringify(work.settings)
      if (!same) this.wrongs.push('writes the active settings without a journal')
    }
  }

  /** A switch for an assignment that the lock forbids. */
  #checkCause(): void {
    const { journal } = this.saved
    if (journal === null || journal.epoch === null || journal.direction === 'back' || isUrgent(this.saved))
      return
    if (holds(this.state.memory.hold, this.at)) this.wrongs.push('switches for an assignment while held')
  }

  #checkStep(before: AgentState, effects: readonly Effect[]): void {
    const persists = effects.findIndex((effect) => effect.kind === 'persist')
    if (before.activity.kind !== 'starting' && this.state.memory !== before.memory && persists !== 0) {
      this.wrongs.push('the memory changed and was not saved first')
    }
    const epoch = this.state.memory.accepted?.epoch ?? 0
    if (before.activity.kind !== 'starting' && epoch < (before.memory.accepted?.epoch ?? 0)) {
      this.wrongs.push('the epoch went back')
    }
    if (before.activity.kind !== 'starting' && this.state.memory.reachedEpoch < before.memory.reachedEpoch) {
      this.wrongs.push('the reached epoch went back')
    }
    if (effects.filter((effect) => effect.kind === 'work').length > 1)
      this.wrongs.push('two pieces of work in a step')
  }

  #checkState(): void {
    const { memory, activity } = this.state
    if (memory.reachedEpoch > (memory.accepted?.epoch ?? 0))
      this.wrongs.push('reached what was never accepted')
    if (memory.events.length > 200) this.wrongs.push('too many events')
    const epoch = this.saved.accepted?.epoch ?? 0
    const last = this.#epochs.at(-1) ?? 0
    if (epoch < last) this.wrongs.push('the saved epoch went back')
    if (epoch > last) this.#epochs.push(epoch)
    if (activity.kind === 'draining' && !this.#due.has('work')) this.wrongs.push('drains without a timer')
    const works = 'work' in activity
    if (works !== (this.inFlight !== undefined))
      this.wrongs.push(`${activity.kind} with work ${this.inFlight?.work.kind}`)
  }

  #snapshot({ reason }: Extract<Work, { kind: 'snapshot' }>, release: string | null): string {
    const [before] = this.disk.snapshots
    this.#taken += 1
    const id = `s${this.#taken}`
    const settings = this.disk.trees.get(release ?? '') ?? {}
    const parent = before?.id ?? null
    const treeDigest = release === null ? null : DIGEST
    const takenAt = new Date(this.at + this.#taken).toISOString()
    const taken = { id, parent, release, treeDigest, settings, reason, takenAt }
    this.disk.snapshots = [taken, ...this.disk.snapshots].slice(0, 30)
    return id
  }

  #apply(work: Work): WorkResult | Failure {
    const { trees } = this.disk
    switch (work.kind) {
      case 'observe':
        return { kind: 'observe', observed: this.observe(work.checked) }
      case 'verify-bytes':
        return trees.has(work.release)
          ? {
              kind: 'verify-bytes',
              release: work.release,
              bytes: { kind: 'intact', checkedAt: '2026-01-01T00:00:00.000Z' },
            }
          : ERROR
      case 'install':
        trees.set(work.release, work.settings)
        return { kind: 'install', steps: [] }
      case 'write-settings':
        if (!trees.has(work.release)) return ERROR
        trees.set(work.release, work.settings)
        return { kind: 'write-settings' }
      case 'snapshot':
        return { kind: 'snapshot', id: this.#snapshot(work, this.disk.link) }
      case 'activate':
        if (!trees.has(work.release)) return ERROR
        this.disk.link = work.release
        return { kind: 'activate' }
      case 'probe':
        if (!trees.has(work.release) || this.broken.has(work.release)) return ERROR
        return { kind: 'probe', goVersion: work.release }
      case 'activate-back':
        if (work.release !== null && !trees.has(work.release)) return ERROR
        if (work.scope === 'link') this.disk.link = work.release
        else if (work.release !== null) trees.set(work.release, work.settings)
        return { kind: 'activate-back' }
      case 'count-builds':
        return { kind: 'count-builds', builds: work.release === this.disk.link ? this.builds : 0 }
      case 'uninstall':
        if (!trees.delete(work.release)) return ERROR
        return { kind: 'uninstall', freed: 100 }
      case 'remove': {
        const removed = [...trees.keys()].filter((r) => r !== this.disk.link && !work.keep.includes(r))
        for (const release of removed) trees.delete(release)
        return { kind: 'remove', removed }
      }
    }
  }
}
