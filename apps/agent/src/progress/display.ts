import type { Phase } from '@goherd/protocol'
import pc from 'picocolors'
import { bar, describeBytes, describeEnded, nameOf, type StageNames } from './describe-stage.js'
import { type Stage, Stages } from './stages.js'

/** Shows a person, or a program, how a change goes on. */
export interface Display {
  phase(phase: Phase): void
  /** A sentence that stays. With --json an event: `data` says the same to a program. */
  note(text: string, data: Readonly<Record<string, unknown>>): void
  /** A sentence that must not be overlooked. */
  warn(text: string, data: Readonly<Record<string, unknown>>): void
  /** Bytes of the archive that an earlier try fetched. */
  resumed(bytes: number): void
  end(): void
}

/** A stream of text and what is known about it. */
export interface Screen {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface DisplayOptions {
  readonly json: boolean
  /** Progress for people. */
  readonly screen: Screen
  /** Data for programs. */
  readonly out: Screen
  /** Milliseconds, only ever growing. */
  now(): number
  readonly names?: StageNames
}

/** Bars where a person looks on, plain lines elsewhere, NDJSON on stdout with --json. */
export function displayFor(o: DisplayOptions): Display {
  if (o.json) return new Events(o)
  return o.screen.isTTY === true ? new Bars(o) : new Lines(o)
}

const EVERY_MS = 100

class Bars implements Display {
  readonly #o: DisplayOptions
  readonly #colors = pc.createColors(process.env.NO_COLOR === undefined)
  #stages = new Stages()
  #shown = 0
  #drawnAt = Number.NEGATIVE_INFINITY

  constructor(o: DisplayOptions) {
    this.#o = o
  }

  phase(phase: Phase): void {
    const at = this.#o.now()
    const changed = this.#stages.take(phase, at)
    if (changed || at - this.#drawnAt >= EVERY_MS) this.#draw(at)
  }

  note(text: string): void {
    this.#say(text)
  }

  warn(text: string): void {
    this.#say(`${this.#colors.yellow('warning')} ${text}`)
  }

  resumed(bytes: number): void {
    this.#stages = new Stages(bytes)
  }

  end(): void {
    if (this.#stages.end(this.#o.now()) || this.#shown > 0) this.#draw(this.#o.now())
    this.#stages = new Stages()
    this.#shown = 0
  }

  #say(text: string): void {
    this.end()
    this.#o.screen.write(`${text}\n`)
  }

  #draw(at: number): void {
    const back = this.#shown === 0 ? '' : `\u001b[${this.#shown}A`
    const lines = this.#stages.all.map((stage) => `\r\u001b[2K${this.#line(stage, at)}\n`)
    this.#o.screen.write(`${back}${lines.join('')}`)
    this.#shown = lines.length
    this.#drawnAt = at
  }

  #line(stage: Stage, at: number): string {
    const name = nameOf(stage, this.#o.names).padEnd(18)
    if (stage.endedAt !== undefined)
      return `${this.#colors.green('✓')} ${name} ${this.#colors.dim(describeEnded(stage))}`
    if (stage.total === undefined) return `${this.#colors.cyan('·')} ${name}`
    const text = describeBytes(stage, at)
    const width = Math.max(8, Math.min(30, (this.#o.screen.columns ?? 80) - text.length - 24))
    return `${this.#colors.cyan('·')} ${name} ${bar(stage.done ?? 0, stage.total, width)} ${text}`
  }
}

/** A log line each time, for where nobody watches: the start of a stage, each quarter of its bytes, its end. */
class Lines implements Display {
  readonly #o: DisplayOptions
  #stages = new Stages()
  #told = new Map<number, string>()

  constructor(o: DisplayOptions) {
    this.#o = o
  }

  phase(phase: Phase): void {
    this.#stages.take(phase, this.#o.now())
    this.#tell()
  }

  note(text: string): void {
    this.#o.screen.write(`${text}\n`)
  }

  warn(text: string): void {
    this.#o.screen.write(`warning: ${text}\n`)
  }

  resumed(bytes: number): void {
    this.#stages = new Stages(bytes)
    this.#told = new Map()
  }

  end(): void {
    this.#stages.end(this.#o.now())
    this.#tell()
    this.resumed(0)
  }

  #tell(): void {
    for (const [i, stage] of this.#stages.all.entries()) {
      const text = this.#textOf(stage)
      const mark = stage.endedAt === undefined ? quarterOf(stage) : 'over'
      if (this.#told.get(i) === mark || this.#told.get(i) === 'over') continue
      this.#told.set(i, mark)
      this.#o.screen.write(`${text}\n`)
    }
  }

  #textOf(stage: Stage): string {
    if (stage.endedAt !== undefined) return `${nameOf(stage, this.#o.names)}: done, ${describeEnded(stage)}`
    if (stage.total === undefined) return `${nameOf(stage, this.#o.names)} …`
    return `${nameOf(stage, this.#o.names)}: ${describeBytes(stage, this.#o.now())}`
  }
}

function quarterOf({ done = 0, total = 0 }: Stage): string {
  return total === 0 ? 'begun' : `${Math.floor((4 * done) / total)}/4`
}

/** An event a line on stdout; the progress of bytes at most ten times a second. */
class Events implements Display {
  readonly #o: DisplayOptions
  #last = ''
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(o: DisplayOptions) {
    this.#o = o
  }

  phase(phase: Phase): void {
    const at = this.#o.now()
    const isNew = phase.kind !== this.#last
    const isOver = phase.total !== undefined && phase.done === phase.total
    if (!isNew && !isOver && at - this.#toldAt < EVERY_MS) return
    this.#last = phase.kind
    this.#toldAt = at
    this.#write({ kind: 'phase', phase })
  }

  note(text: string, data: Readonly<Record<string, unknown>>): void {
    this.#write({ kind: 'note', text, ...data })
  }

  warn(text: string, data: Readonly<Record<string, unknown>>): void {
    this.#write({ kind: 'warning', text, ...data })
  }

  resumed(bytes: number): void {
    if (bytes > 0) this.#write({ kind: 'resumed', from: bytes })
  }

  end(): void {}

  #write(event: Readonly<Record<string, unknown>>): void {
    this.#o.out.write(`${JSON.stringify(event)}\n`)
  }
}
