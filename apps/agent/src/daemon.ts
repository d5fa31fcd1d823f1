import { randomUUID } from 'node:crypto'
import { type AgentConfig, DEFAULT_CONFIG, type LocalOutcome, phaseOf } from '@goherd/agent-core'
import type { ArchiveRef, HostReport, SessionOpened } from '@goherd/protocol'
import { CheckKeeper } from './checks/index.js'
import { Connection } from './connection.js'
import { AgentError } from './disk/agent-error.js'
import type { ArchiveSource } from './disk/archive-source.js'
import { clean } from './disk/clean.js'
import { httpSource } from './disk/http-source.js'
import { type Layout, prepareRoot } from './disk/layout.js'
import { lockRoot } from './disk/lock.js'
import { DiskWatch } from './disk-watch.js'
import { StandingSurvey } from './effective/index.js'
import { collectFacts, platformOf } from './facts.js'
import { HoldKeeper } from './hold-keeper.js'
import { type Identity, readHostKey, readIdentity, writeIdentity } from './identity.js'
import { type Labels, labelsOfHost } from './labels/index.js'
import { type Caller, openDoor } from './local-door.js'
import type { LocalAnswer, LocalAsk } from './local-messages.js'
import type { Log } from './log.js'
import { MemoryFile } from './memory-file.js'
import { type PerformOptions, perform } from './perform.js'
import { Runner, type RunnerPorts } from './runner.js'
import { selfUpdate } from './self-update.js'
import type { Updater } from './update/index.js'
import { verifyAssignment } from './verify-assignment.js'
import { AGENT_VERSION } from './version.js'

/** How often the disk is looked at before a server has said how often. */
const HEARTBEAT_MS = 10_000
/** A server cannot make the agent look more often than this. */
const SHORTEST_HEARTBEAT_MS = 200

export interface DaemonOptions {
  readonly layout: Layout
  readonly log: Log
  /** Overrides of the core's defaults. */
  readonly config?: Partial<AgentConfig>
  /** As whom an agent that is root tries what gates ask for; left out: nobody. */
  readonly checkUser?: string | undefined
}

export interface Daemon {
  readonly identity: Identity
  /** Resolves when another version of the agent is to be started in place of this one. */
  readonly restart: Promise<'update'>
  /** Ends what can be ended within seconds, closes the connection and lets go of the root. */
  stop(): Promise<void>
}

/**
 * Starts the agent of an enrolled root: takes its lock, clears away what a kill left, remembers, connects, converges. Throws
 * `not_enrolled` and what the disk throws; once it runs it throws nothing more.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { layout, log } = options
  await prepareRoot(layout)
  const lock = await lockRoot(layout)
  try {
    const identity = readIdentity(layout)
    if (identity === undefined) throw notEnrolled(layout)
    const cleaned = await clean(layout, Date.now())
    if (cleaned.staging > 0) log.info(`cleared away ${cleaned.staging} unfinished folders of an earlier run`)
    const agent = new Agent(options, identity)
    const end = await agent.start()
    return { identity, restart: agent.restart, stop: () => end().finally(() => lock.release()) }
  } catch (cause) {
    await lock.release()
    throw cause
  }
}

/** A started agent: the loop, the line to the server and the door for commands, tied together. */
class Agent {
  readonly #layout: Layout
  readonly #log: Log
  readonly #memory: MemoryFile
  readonly #runner: Runner
  readonly #connection: Connection
  readonly #survey: StandingSurvey
  readonly #updater: Updater
  readonly #hold: HoldKeeper
  readonly #watch: DiskWatch
  readonly #checks: CheckKeeper
  #identity: Identity
  #labels: Labels | undefined
  #heartbeat: NodeJS.Timeout | undefined
  readonly restart: Promise<'update'>

  constructor({ layout, log, config, checkUser }: DaemonOptions, identity: Identity) {
    this.#layout = layout
    this.#log = log
    this.#identity = identity
    this.#memory = new MemoryFile(layout)
    this.#survey = new StandingSurvey({
      layout,
      now: Date.now,
      onFinished: () => this.#runner.dispatch({ kind: 'heartbeat' }),
      onTrouble: (message) => log.error(`what builds would run could not be found out: ${message}`),
    })
    this.#runner = new Runner(this.#runnerPorts(), { ...DEFAULT_CONFIG, ...config })
    this.#hold = new HoldKeeper({
      layout,
      log,
      onHold: (hold) => this.#runner.dispatch({ kind: 'hold-changed', hold }),
    })
    this.#watch = new DiskWatch(layout, () => this.#runner.dispatch({ kind: 'heartbeat' }))
    this.#checks = this.#checkKeeper(checkUser)
    let askForRestart: (why: 'update') => void = () => undefined
    this.restart = new Promise((resolve) => {
      askForRestart = resolve
    })
    this.#updater = selfUpdate({
      runner: this.#runner,
      server: identity.server,
      restart: () => askForRestart('update'),
      log,
    })
    this.#connection = new Connection({
      server: identity.server,
      hostId: identity.hostId,
      key: readHostKey(layout),
      epoch: () => this.#runner.state.memory.accepted?.epoch ?? 0,
      listener: {
        onOpened: (session) => this.#onOpened(session),
        onAssignment: (jws) => this.#takeIn(jws),
        onRecheck: (bytes) => {
          this.#survey.expire()
          this.#runner.dispatch({ kind: 'recheck-asked', bytes })
        },
        onCheck: (jws) => this.#checks.ask(jws),
        onClosed: () => this.#runner.dispatch({ kind: 'disconnected' }),
      },
      log,
    })
  }

  /** Begins; the returned function ends it. */
  async start(): Promise<() => Promise<void>> {
    const remembered = this.#memory.load()
    const closeDoor = await openDoor(this.#layout, (ask, caller) => this.#answer(ask, caller))
    this.#beatEvery(HEARTBEAT_MS)
    this.#runner.dispatch({ kind: 'started', memory: remembered })
    this.#hold.look()
    this.#watch.start()
    this.#updater.start()
    this.#labels = await labelsOfHost(this.#identity, this.#log)
    this.#connection.start()
    return async () => {
      clearInterval(this.#heartbeat)
      this.#watch.stop()
      await this.#updater.stop()
      await this.#checks.stop()
      await this.#survey.stop()
      await this.#runner.stop()
      this.#connection.stop()
      await closeDoor()
    }
  }

  #checkKeeper(user: string | undefined): CheckKeeper {
    return new CheckKeeper({
      now: Date.now,
      trust: () => this.#identity,
      // Loaded when there is something to try: an agent at rest stays small.
      run: async (order, signal) => {
        const { runCheck } = await import('./checks/run-check.js')
        return runCheck({ layout: this.#layout, user }, order, signal)
      },
      tell: (done) => this.#connection.checkDone(done),
      say: (message) => this.#log.warn(message),
    })
  }

  #runnerPorts(): RunnerPorts {
    const layout = this.#layout
    const { server } = this.#identity
    const options: PerformOptions = {
      layout,
      now: Date.now,
      sourceOf: (archive) => archiveSource(server, archive),
      effective: () => this.#survey.current(),
    }
    return {
      now: Date.now,
      random: Math.random,
      perform: (work, watch) => perform(work, options, watch),
      save: (memory) => this.#memory.save(memory),
      report: (report, first) => this.#connection.report(first ? this.#introduce(report) : report),
      progress: (phase) => this.#connection.progress(phase),
      log: this.#log,
    }
  }

  /** The first report of a connection says what machine it comes from. */
  #introduce(report: HostReport): HostReport {
    const labels = this.#labels
    return { ...report, facts: collectFacts(this.#layout), ...(labels === undefined ? {} : { labels }) }
  }

  #beatEvery(ms: number): void {
    clearInterval(this.#heartbeat)
    this.#heartbeat = setInterval(() => {
      this.#updater.consider()
      this.#hold.look()
      this.#runner.dispatch({ kind: 'heartbeat' })
    }, ms)
  }

  #onOpened(session: SessionOpened): void {
    this.#regroup(session)
    this.#beatEvery(Math.max(SHORTEST_HEARTBEAT_MS, session.heartbeatMs))
    for (const { jws } of session.assignments) this.#takeIn(jws)
    this.#runner.dispatch({ kind: 'connected', lastSeq: session.lastSeq })
    this.#updater.opened()
    void this.#checks.tellAgain()
  }

  #takeIn(jws: string): void {
    const verified = verifyAssignment(jws, { ...this.#identity, platform: platformOf() })
    if (verified.ok) this.#runner.dispatch({ kind: 'assigned', assignment: verified.accepted })
    else {
      const { code, message, hint } = verified.error
      this.#log.error(`an assignment was refused: ${message}`, { code, hint })
    }
  }

  /** A host may be moved to another group; its assignments then carry that group's id. */
  #regroup({ host }: SessionOpened): void {
    if (host.groupId === this.#identity.groupId && host.name === this.#identity.name) return
    this.#identity = { ...this.#identity, name: host.name, group: host.group, groupId: host.groupId }
    this.#log.info(`this host is ${host.name} in group ${host.group} now`)
    writeIdentity(this.#layout, this.#identity).catch((cause: unknown) => {
      this.#log.error(`the new group could not be saved: ${AgentError.from(cause).message}`)
    })
  }

  async #answer(ask: LocalAsk, caller: Caller): Promise<LocalAnswer> {
    if (ask.kind === 'hold') return this.#hold.change(ask.hold)
    if (ask.kind !== 'status')
      return outcomeAsAnswer(await this.#runner.askLocally(randomUUID(), ask, caller))
    return this.#status()
  }

  #status(): LocalAnswer {
    const { status } = this.#connection
    const { state } = this.#runner
    return {
      kind: 'status',
      status: {
        pid: process.pid,
        version: AGENT_VERSION,
        connected: status.kind === 'open',
        connectionError: status.kind === 'waiting' || status.kind === 'refused' ? status.error : null,
        phase: phaseOf(state),
        epoch: state.memory.accepted?.epoch ?? 0,
      },
    }
  }
}

/** Archives come from the server this host enrolled with; their digest makes them genuine, not their address. */
export function archiveSource(server: string, { sha256, filename }: ArchiveRef): ArchiveSource {
  return httpSource({ url: `${server}/dl/${sha256}/${filename}` })
}

/** What a local change came to, as the daemon's answer. */
export function outcomeAsAnswer(outcome: LocalOutcome): LocalAnswer {
  if (!outcome.ok) return { kind: 'refused', error: outcome.error }
  const { release, changed, snapshot, freed } = outcome
  return { kind: 'changed', release, changed, snapshot, freed }
}

function notEnrolled(layout: Layout): AgentError {
  return new AgentError({
    code: 'not_enrolled',
    message: `${layout.root} is not enrolled with a server`,
    hint: 'Run goherd-agent enroll --server URL --token TOKEN first, with the same --root.',
  })
}
