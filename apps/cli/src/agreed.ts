import { ask } from './ask.js'
import { interruptedFailure, usageFailure } from './cli-failure.js'
import type { Invocation } from './invocation.js'
import type { Style } from './output.js'
import { paletteOf, wantsColours } from './render/palette.js'

/** What a person is asked. */
interface Agreement {
  /** What is about to happen; a person reads it before they answer. */
  readonly shows: (style: Style) => string
  readonly question: string
}

/** Shows what is about to happen and has a person agree, unless --yes did. Throws when nobody can be asked, or they say no. */
export async function agreed(
  { options, canAsk, globals, env }: Invocation,
  { shows, question }: Agreement,
): Promise<void> {
  if (options.yes === true) return
  if (!canAsk || !globals.input) {
    throw usageFailure('this has to be agreed to, and nobody can be asked', 'Look at it, then add --yes.')
  }
  const palette = paletteOf(wantsColours({ flag: globals.color, env, isTTY: true }))
  // Shown with --quiet as well: nobody can agree to what they do not see.
  process.stderr.write(`${shows({ palette, width: process.stderr.columns, now: Date.now() })}\n`)
  const answer = await ask({
    message: `${question} (y/N)`,
    refuse: (given) => (/^(y|yes|n|no|)$/i.test(given.trim()) ? undefined : 'y or n'),
  })
  if (!/^y/i.test(answer.trim())) throw interruptedFailure('Nothing was changed.')
}
