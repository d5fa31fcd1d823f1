import { fullJitter } from '@goherd/agent-core'
import type { AgentBundle, Failure } from '@goherd/protocol'
import { AgentError } from '../disk/agent-error.js'
import type { ArchiveSource } from '../disk/archive-source.js'
import type { Log } from '../log.js'
import { askVersion } from './ask-version.js'
import { fetchBundle } from './fetch-bundle.js'
import { type Installation, isSupervised } from './installation.js'
import { planUpdate, type UpdateFacts, type UpdateStep, type WantedAgent } from './plan-update.js'
import { refreshLauncher } from './refresh-launcher.js'
import {
  countStarts,
  forgetTrial,
  readBackedOut,
  readPrevious,
  readTrial,
  type Trial,
  writeBackedOut,
  writePrevious,
  writeTrial,
} from './trial.js'
import { currentVersion, listVersions, pointAt, removeVersion } from './versions.js'

/** Seconds a new version has, from its start, until the server's session is open. */
const PROVE_WITHIN_S = 120
const FETCH_AGAIN = { baseMs: 10_000, capMs: 3_600_000 }

export interface UpdaterOptions {
  readonly installation: Installation | undefined
  /** The version that runs. */
  readonly own: string
  /** What the newest assignment asks for; null when it asks for nothing. */
  wanted(): WantedAgent | null
  /** Nothing is going on, and the host's Go is as assigned. */
  settled(): boolean
  sourceOf(bundle: AgentBundle): ArchiveSource
  /** A line for the host's timeline. */
  note(message: string, error?: Failure): void
  /** Ends this process so that the service starts the version that `current` leads to. */
  restart(): void
  readonly log: Log
  readonly env?: NodeJS.ProcessEnv
}

/**
 * Carries out what planUpdate chooses, one step at a time. Every step may be cut off by a kill; the next start plans anew from what
 * lies on the disk.
 */
export class Updater {
  readonly #options: UpdaterOptions
  readonly #supervised: boolean
  readonly #abort = new AbortController()
  #connected = false
  #overdue = false
  #deadline: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #ended = false
  /** What the last plan was made from, where it came to nothing. The same comes to nothing again. */
  #restedOn: string | undefined
  #failures = 0
  #notBefore = 0
  /** The assignment for which it was said that nothing can be done. */
  #saidFor = 0
  /** The assignment that fetching failed for; a newer one is tried at once. */
  #failedFor = 0

  constructor(options: UpdaterOptions) {
    this.#options = options
    const { installation } = options
    this.#supervised = installation !== undefined && isSupervised(installation, options.env)
  }

  /** To be called once, before the connection is begun: a version on trial has from now on its time to reach the server. */
  start(): void {
    const { installation, own } = this.#options
    const trial = installation === undefined || !this.#supervised ? null : readTrial(installation)
    if (trial?.to === own) {
      const overdue = () => {
        this.#overdue = true
        this.consider()
      }
      this.#deadline = setTimeout(overdue, trial.within * 1000)
    }
    this.consider()
  }

  /** The server's session is open: this version has proved itself. */
  opened(): void {
    this.#connected = true
    clearTimeout(this.#deadline)
    this.consider()
  }

  /** To be called whenever something may have changed; cheap when nothing is to be done. */
  consider(): void {
    if (this.#ended || this.#running !== undefined || this.#backsOff()) return
    const situation = this.#situation()
    if (situation === this.#restedOn) return
    this.#running = this.#step(situation).finally(() => {
      this.#running = undefined
    })
  }

  #backsOff(): boolean {
    return Date.now() < this.#notBefore && this.#failedFor === (this.#options.wanted()?.epoch ?? 0)
  }

  /** Breaks off a download and waits for the end of the step that is under way. */
  async stop(): Promise<void> {
    this.#ended = true
    clearTimeout(this.#deadline)
    this.#abort.abort()
    await this.#running
  }

  /** What a plan depends on besides the disk, which nobody else writes. */
  #situation(): string {
    const { wanted, settled } = this.#options
    const { version, epoch } = wanted() ?? {}
    return [version, epoch, settled(), this.#connected, this.#overdue].join(' ')
  }

  async #step(situation: string): Promise<void> {
    try {
      const step = planUpdate(this.#facts())
      this.#restedOn = RESTING.has(step.kind) ? situation : undefined
      await this.#carryOut(step)
      this.#failures = 0
      if (AGAIN.has(step.kind)) queueMicrotask(() => setImmediate(() => this.consider()))
    } catch (cause) {
      if (this.#ended) return
      this.#failed(AgentError.from(cause))
    }
  }

  #failed(error: AgentError): void {
    const epoch = this.#options.wanted()?.epoch ?? 0
    this.#failures = this.#failedFor === epoch ? this.#failures + 1 : 1
    this.#failedFor = epoch
    const wait = fullJitter(FETCH_AGAIN, this.#failures, Math.random())
    this.#notBefore = Date.now() + wait
    this.#options.log.warn(`the agent could not be updated: ${error.message}`, {
      code: error.code,
      retryInMs: wait,
    })
    if (this.#failures === 1) this.#options.note('the agent could not be updated', error.toFailure())
  }

  #facts(): UpdateFacts {
    const { installation, own, wanted, settled } = this.#options
    const shared = {
      own,
      wanted: wanted(),
      settled: settled(),
      connected: this.#connected,
      overdue: this.#overdue,
    }
    if (installation === undefined || !this.#supervised) {
      const installed = installation === undefined ? 'none' : 'alone'
      return { ...shared, ...NOTHING_KNOWN, installed }
    }
    return {
      ...shared,
      installed: 'supervised',
      current: currentVersion(installation),
      versions: listVersions(installation),
      trial: readTrial(installation),
      starts: countStarts(installation),
      backedOut: readBackedOut(installation),
      previous: readPrevious(installation),
    }
  }

  async #carryOut(step: UpdateStep): Promise<void> {
    const { installation, own, log } = this.#options
    if (step.kind === 'cannot') return this.#sayCannot(step.why)
    if (installation === undefined) return
    switch (step.kind) {
      case 'rest':
      case 'prove':
        return
      case 'fetch':
        log.info(`fetching agent ${step.bundle.version}`)
        return fetchBundle(installation, step.bundle, this.#options.sourceOf(step.bundle), this.#abort.signal)
      case 'try':
        return this.#try(installation, step.version, step.epoch)
      case 'restart':
        return this.#restart()
      case 'confirm':
        return this.#confirm(installation, step.trial)
      case 'back-out':
        return this.#backOut(installation, step.trial, step.why)
      case 'forget-trial':
        return forgetTrial(installation)
      case 'tidy':
        for (const version of step.remove) {
          await removeVersion(installation, version)
          log.info(`removed agent ${version}; ${own} and the one before it stay`)
        }
    }
  }

  async #try(installation: Installation, version: string, epoch: number): Promise<void> {
    const { own, note } = this.#options
    const answer = await askVersion(installation, version, this.#abort.signal)
    if (answer.version !== version) {
      const why = `${version} does not run here: ${answer.said}`
      await writeBackedOut(installation, { version, epoch, why })
      await removeVersion(installation, version)
      note(`the agent stays at ${own}: ${why}`)
      return
    }
    await writeTrial(installation, { from: own, to: version, epoch, within: PROVE_WITHIN_S })
    note(`the agent goes from ${own} to ${version}`)
    await pointAt(installation, version)
    this.#restart()
  }

  async #confirm(installation: Installation, { from, to }: Trial): Promise<void> {
    await writePrevious(installation, from)
    await refreshLauncher(installation, to)
    await forgetTrial(installation)
    this.#options.note(`the agent is ${to} now; ${from} is kept`)
  }

  /** Said first, so that a kill in the middle goes on from there and tries nothing again. */
  async #backOut(installation: Installation, { from, to, epoch }: Trial, why: string): Promise<void> {
    await writeBackedOut(installation, { version: to, epoch, why })
    await pointAt(installation, from)
    await forgetTrial(installation)
    this.#options.note(`the agent went back from ${to} to ${from}: ${why}`)
    if (this.#options.own !== from) this.#restart()
  }

  #restart(): void {
    this.#ended = true
    this.#options.restart()
  }

  #sayCannot(why: Extract<UpdateStep, { kind: 'cannot' }>['why']): void {
    const { own, wanted, note } = this.#options
    const { version = '', epoch = 0 } = wanted() ?? {}
    if (this.#saidFor === epoch) return
    this.#saidFor = epoch
    note(`the agent stays at ${own} and cannot become ${version}: ${CANNOT[why]}`)
  }
}

const RESTING: ReadonlySet<UpdateStep['kind']> = new Set(['rest', 'cannot', 'prove'])
/** After these there is the next thing to choose at once. */
const AGAIN: ReadonlySet<UpdateStep['kind']> = new Set(['fetch', 'confirm', 'forget-trial', 'back-out'])

const NOTHING_KNOWN = {
  current: null,
  versions: [],
  trial: null,
  starts: 0,
  backedOut: null,
  previous: null,
} as const

const CANNOT: Readonly<Record<Extract<UpdateStep, { kind: 'cannot' }>['why'], string>> = {
  'not-installed': 'it was not installed from a bundle',
  'not-supervised': 'no service starts it again; see goherd-agent install-service',
  'no-bundle': 'the server has no bundle of it for this platform',
}
