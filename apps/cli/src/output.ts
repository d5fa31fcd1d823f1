import { once } from 'node:events'
import type { Writable } from 'node:stream'
import stringWidth from 'string-width'
import type { CliFailure } from './cli-failure.js'
import type { Globals } from './globals.js'
import { failureJson, failureText } from './render/failure-text.js'
import { type Palette, paletteOf, wantsColours } from './render/palette.js'

/** A stream of the process, as far as output goes. */
export type OutputStream = Writable & {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** How data is drawn on stdout. */
export interface Style {
  readonly palette: Palette
  readonly width: number | undefined
  /** Rows of the terminal; undefined where nobody's eyes set a limit. */
  readonly height?: number | undefined
  /** Milliseconds since 1970, for ages. */
  readonly now: number
}

/** Where a command's words go: data to stdout, everything else to stderr. */
export interface Output {
  readonly json: boolean
  /** The result: as JSON with --json, else as text. */
  data(value: unknown, text: (style: Style) => string): void
  /** A part of a result that is passed on as it arrived; resolves when there is room for more. */
  raw(chunk: Uint8Array): Promise<void>
  /** One of a stream of results: a line of NDJSON with --json; on a terminal it replaces the one before. */
  frame(value: unknown, text: (style: Style) => string): void
  /** Something worth knowing. Silent with --json, whose data says it all, and with --quiet. */
  note(text: string): void
  /** Like note, in the colour of warnings. */
  warn(text: string): void
  /** What a person has to do now. Said with --json and --quiet as well: without it nothing goes on. */
  instruct(text: string): void
  /** How far it is: one moving line on a terminal, a plain line for each change elsewhere. */
  progress(text: string): void
  /** Ends the moving line, so that what follows stands on its own. */
  endProgress(): void
  failure(failure: CliFailure): void
}

interface Streams {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
}

const CLEAR_LINE = '\r\u001b[2K'

/** Prepares a command's output for the streams it has and the flags it was given. */
export function createOutput(streams: Streams, globals: Globals): Output {
  const { stdout, stderr, env } = streams
  const colours = (stream: OutputStream) =>
    paletteOf(wantsColours({ flag: globals.color, env, isTTY: stream.isTTY === true }))
  const onStderr = colours(stderr)
  const silent = globals.json || globals.quiet
  const style = (): Style => ({
    palette: colours(stdout),
    width: stdout.isTTY === true ? (stdout.columns ?? 80) : undefined,
    height: stdout.isTTY === true ? (stdout.rows ?? 24) : undefined,
    now: Date.now(),
  })
  const moving = movingLine(stderr)
  const frames = framesOf(stdout)

  const note = (text: string) => {
    moving.end()
    if (!silent) stderr.write(`${text}\n`)
  }
  return {
    json: globals.json,
    data(value, text) {
      moving.end()
      stdout.write(globals.json ? `${JSON.stringify(value, null, 2)}\n` : withLineEnd(text(style())))
    },
    async raw(chunk) {
      moving.end()
      if (!stdout.write(chunk)) await once(stdout, 'drain')
    },
    frame(value, text) {
      if (globals.json) return void stdout.write(`${JSON.stringify(value)}\n`)
      frames.show(() => withLineEnd(text(style())))
    },
    note,
    warn: (text) => note(`${onStderr.attention('warning')}: ${text}`),
    instruct(text) {
      moving.end()
      stderr.write(`${text}\n`)
    },
    progress(text) {
      if (!silent) moving.show(text)
    },
    endProgress: () => moving.end(),
    failure(failure) {
      moving.end()
      const text = globals.json
        ? failureJson(failure)
        : failureText(failure, { palette: onStderr, lines: stderr.isTTY === true })
      stderr.write(`${text}\n`)
    },
  }
}

/** Frames of a stream: on a terminal each is drawn over the one before, and again when the terminal changes its size. */
function framesOf(stream: OutputStream) {
  let shown = ''
  let newest: (() => string) | undefined
  const draw = () => {
    if (newest === undefined) return
    const text = newest()
    // The terminal has broken the lines before anew, too.
    stream.write(drawnOver(rowsOf(shown, stream.columns || 80), text))
    shown = text
  }
  return {
    show(text: () => string) {
      if (stream.isTTY !== true) return void stream.write(text())
      if (newest === undefined) stream.on('resize', draw)
      newest = text
      draw()
    },
  }
}

/**
 * A text in place of the rows above: each line is written over the old one and cleared behind itself, all in one write, and terminals
 * that can are asked to show it at once. Nothing is empty in between, so nothing flickers.
 */
function drawnOver(rows: number, text: string): string {
  const lines = text.split('\n').join('\u001b[K\n')
  const up = rows > 0 ? `\u001b[${rows}A\r` : ''
  return `\u001b[?2026h${up}${lines}\u001b[0J\u001b[?2026l`
}

/** Rows that a text takes on a terminal, where lines that are too long go on in the next row. */
function rowsOf(text: string, columns: number): number {
  const lines = text.split('\n').slice(0, -1)
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0)
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

function movingLine(stream: OutputStream) {
  let shown: string | undefined
  return {
    show(text: string) {
      if (text === shown) return
      if (stream.isTTY === true) stream.write(`${CLEAR_LINE}${text.slice(0, (stream.columns ?? 80) - 1)}`)
      else stream.write(`${text}\n`)
      shown = text
    },
    end() {
      if (shown !== undefined && stream.isTTY === true) stream.write(CLEAR_LINE)
      shown = undefined
    },
  }
}
