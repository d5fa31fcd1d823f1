import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { globalsOfRawArguments } from './globals.js'
import { createOutput } from './output.js'

function terminal(columns: number) {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk)
      done()
    },
  })
  return Object.assign(stream, { isTTY: true, columns, written: () => text })
}

/** How many rows the second of two frames goes up before it is drawn. */
function rowsUp(first: string, columns: number): number {
  const stdout = terminal(columns)
  const output = createOutput({ stdout, stderr: terminal(columns), env: {} }, globalsOfRawArguments([]))
  output.frame({}, () => first)
  output.frame({}, () => 'second')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is looked for is an escape sequence
  return Number(/\u001b\[(\d+)A/.exec(stdout.written())?.[1])
}

it.each([
  ['one\ntwo', 80, 2],
  ['one\n\nthree\n', 80, 3],
  ['x'.repeat(20), 20, 1],
  ['x'.repeat(21), 20, 2],
  [`\u001b[31m${'x'.repeat(20)}\u001b[39m`, 20, 1],
  ['one', 0, 1],
])(
  'a frame is drawn over the rows of the one before, long lines and colours included: %j in %d columns',
  (text, columns, rows) => {
    expect(rowsUp(text, columns)).toBe(rows)
  },
)
