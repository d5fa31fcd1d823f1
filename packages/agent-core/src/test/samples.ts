import type { ObservedState, SnapshotSummary } from '@goherd/model'
import type { ArchiveRef, Failure, Maintenance } from '@goherd/protocol'
import type { AgentEvent, Happening } from '../events.js'
import { type Accepted, BLANK_MEMORY, type Memory } from '../memory.js'
import { type AgentConfig, type AgentState, DEFAULT_CONFIG, initialState, type Step } from '../state.js'
import { step } from '../step.js'

/** Thursday, 1 January 2026, 00:00:00 UTC. */
export const T0 = Date.UTC(2026, 0, 1)

export const OLD = 'go1.21.13'
export const NEW = 'go1.22.12'
export const NEXT = 'go1.23.5'

/** The tree digest of every release here. */
export const DIGEST = 'a'.repeat(64)

function archiveOf(release: string): ArchiveRef {
  const digit = release.slice(-1)
  return { filename: `${release}.linux-amd64.tar.gz`, sha256: digit.repeat(64), size: 1000 }
}

export function accepted(epoch: number, release = NEW, changes: Partial<Accepted> = {}): Accepted {
  return {
    epoch,
    desired: { release, settings: {} },
    archive: archiveOf(release),
    origin: { kind: 'revision', number: epoch, digest: 'd'.repeat(64) },
    urgent: true,
    reason: 'because',
    ...changes,
  }
}

export function snapshotOf(id: string, release: string | null, changes: Partial<SnapshotSummary> = {}) {
  return {
    id,
    parent: null,
    release,
    treeDigest: null,
    settings: {},
    reason: 'a test',
    takenAt: '2025-12-31T00:00:00.000Z',
    ...changes,
  } satisfies SnapshotSummary
}

/** A host on which `active` is active and works, with these releases installed. */
export function observed(active: string | null, changes: Partial<ObservedState> = {}): ObservedState {
  return {
    link: active === null ? { kind: 'missing' } : { kind: 'managed', release: active },
    settings: {},
    goVersion: active,
    bytes: { kind: 'unchecked' },
    proof: null,
    installed: active === null ? [] : [{ release: active, treeDigest: DIGEST, size: 100 }],
    snapshots: [],
    ...changes,
  }
}

export function installed(...releases: string[]): ObservedState['installed'] {
  return releases.map((release) => ({ release, treeDigest: DIGEST, size: 100 }))
}

/** A maintenance lock from `T0` on. */
export function hold(hours = 1, changes: Partial<Maintenance> = {}): Maintenance {
  const since = new Date(T0).toISOString()
  return {
    reason: 'a demo',
    by: 'ann',
    since,
    until: new Date(T0 + hours * 3_600_000).toISOString(),
    ...changes,
  }
}

/** An assignment that waits up to this many seconds for running builds. */
export function patient(epoch: number, release: string, drainSeconds: number): Accepted {
  const desired = { release, settings: {}, policy: { drainSeconds } }
  return accepted(epoch, release, { desired, urgent: false })
}

export const ERROR: Failure = { code: 'disk_full', message: 'the disk is full', hint: 'Free some space.' }
export const ABORTED: Failure = { code: 'aborted', message: 'broken off', hint: 'Nothing to do.' }

/** A memory in which `active` was checked and works. */
export function memoryOn(active: string | null, changes: Partial<Memory> = {}): Memory {
  return {
    ...BLANK_MEMORY,
    checked: active === null ? null : { release: active, goVersion: active, bytes: { kind: 'unchecked' } },
    nextVerifyAt: T0 + 86_400_000,
    nextSnapshotAt: T0 + 86_400_000,
    ...changes,
  }
}

/** An agent in the hands of a test: a clock that a test moves, and the steps it went through. */
export class Rig {
  state: AgentState
  at = T0
  random = 0.5
  last: Step

  constructor(config: Partial<AgentConfig> = {}) {
    this.state = initialState({ ...DEFAULT_CONFIG, ...config })
    this.last = { state: this.state, effects: [] }
  }

  /** Sends one event. */
  send(happening: Happening): this {
    this.last = step(this.state, this.stamp(happening))
    this.state = this.last.state
    return this
  }

  stamp(happening: Happening): AgentEvent {
    return { ...happening, at: this.at, random: this.random }
  }

  /** Answers the work in flight. */
  done(result: Extract<Happening, { kind: 'work-done' }>['result']): this {
    return this.send({ kind: 'work-done', id: this.work, result, durationMs: 7 })
  }

  fail(error: Failure = ERROR): this {
    return this.send({ kind: 'work-failed', id: this.work, error })
  }

  see(state: ObservedState): this {
    return this.done({ kind: 'observe', observed: state })
  }

  get work(): number {
    return 'work' in this.state.activity ? this.state.activity.work : -1
  }

  get kinds(): string[] {
    return this.last.effects.map((effect) =>
      effect.kind === 'work' ? `work:${effect.work.kind}` : effect.kind,
    )
  }

  /** Starts with a memory and one look at the disk. */
  boot(state: ObservedState, memory: Memory = memoryOn(null)): this {
    return this.send({ kind: 'started', memory }).see(state)
  }
}

/** An agent at rest on a release, with others installed beside it. */
export function resting(active: string | null, ...others: string[]): Rig {
  const all = active === null ? others : [active, ...others]
  return new Rig().boot(observed(active, { installed: installed(...all) }), memoryOn(active))
}
