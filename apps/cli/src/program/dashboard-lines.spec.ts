import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createProgram } from './program.js'

const lines = z.array(z.object({ page: z.string(), says: z.string(), cli: z.array(z.string()).optional() }))

/** Every command that the dashboard shows beside its pages. */
const SHOWN = lines
  .parse(
    readFileSync(
      new URL('../../../dashboard/src/features/show-as/lines.golden.ndjson', import.meta.url),
      'utf8',
    )
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  )
  .flatMap(({ page, says, cli }) => (cli === undefined ? [] : [{ page, says, cli }]))

/** Parses the words and runs nothing; a command or option that there is not is thrown by the parser. */
async function parse(words: readonly string[]): Promise<number> {
  let launched = 0
  const program = createProgram(
    () => async () => {
      launched += 1
    },
    { writeOut: () => {}, writeErr: () => {} },
  )
  await program.parseAsync(['node', 'goherd', ...words])
  return launched
}

describe('what the dashboard shows as commands', () => {
  it.each(SHOWN)('$page, $says: $cli', async ({ cli }) => {
    expect(await parse(cli)).toBe(1)
  })

  it('would fail with a command or an option that there is not', async () => {
    await expect(parse(['hosts', 'ls', '--nonsense'])).rejects.toThrow(/unknown option/)
    await expect(parse(['nonsense'])).rejects.toThrow()
  })
})
