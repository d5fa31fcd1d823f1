import { type Accepted, type AgentState, DEFAULT_CONFIG, type Happening } from '@goherd/agent-core'
import type { DesiredState } from '@goherd/model'
import type { ArchiveRef, HostReport } from '@goherd/protocol'
import { fileSource } from '../disk/file-source.js'
import type { Layout } from '../disk/layout.js'
import { SILENT } from '../log.js'
import { MemoryFile } from '../memory-file.js'
import { perform } from '../perform.js'
import { Runner } from '../runner.js'

/** One assignment, and where its archive lies. As plain data, so that a process of its own can be told it. */
export interface Assigned {
  readonly epoch: number
  readonly desired: DesiredState
  readonly archive: ArchiveRef
  readonly path: string
  /** Reads every byte of the active tree before the assignment comes, as the daily check would. */
  readonly afterCheck?: boolean
}

/** The agent's own loop, core and disk in this process, with a clock that is set by hand, and no line but to this class. */
export class AgentHere {
  /** What it reported; a report is committed at once. */
  readonly reports: HostReport[] = []
  /** How often it began to work. */
  works = 0
  /** Added to the machine's clock, in milliseconds. */
  ahead = 0
  readonly #runner: Runner
  readonly #memory: MemoryFile
  readonly #paths = new Map<string, string>()

  constructor(layout: Layout) {
    const memory = new MemoryFile(layout)
    this.#memory = memory
    const now = () => Date.now() + this.ahead
    // Without a spec an archive is read like a download: with a part on disk, and in this process.
    const sourceOf = ({ sha256 }: ArchiveRef) => ({ open: fileSource(this.#paths.get(sha256) ?? '').open })
    this.#runner = new Runner(
      {
        now,
        random: () => 0.5,
        perform: (work, watch) => {
          this.works += 1
          return perform(work, { layout, now, sourceOf }, watch)
        },
        save: (next) => memory.save(next),
        report: (report) => {
          this.reports.push(report)
          return Promise.resolve({ ok: true, seq: report.seq })
        },
        progress: () => undefined,
        log: SILENT,
      },
      { ...DEFAULT_CONFIG, keepReleases: 2 },
    )
  }

  get state(): AgentState {
    return this.#runner.state
  }

  /** Begins as after a start of the machine. */
  start(): Promise<void> {
    return this.tell({ kind: 'started', memory: this.#memory.load() })
  }

  /** Tells it something and waits until it rests again. */
  async tell(happening: Happening): Promise<void> {
    this.#runner.dispatch(happening)
    await this.#runner.whenResting()
  }

  /** Tells it where an archive lies, as its server would. */
  learn({ archive, path }: Assigned): void {
    this.#paths.set(archive.sha256, path)
  }

  assign(assigned: Assigned): Promise<void> {
    this.learn(assigned)
    const { epoch, desired, archive } = assigned
    const origin = { kind: 'revision', number: epoch, digest: '0'.repeat(64) } as const
    const assignment: Accepted = { epoch, desired, archive, origin, urgent: true, reason: 'a trial' }
    return this.tell({ kind: 'assigned', assignment })
  }

  stop(): Promise<void> {
    return this.#runner.stop()
  }
}
