import { CliFailure } from '../cli-failure.js'
import { type Candidate, type Completion, complete } from '../completion/complete.js'
import { lookUpContexts, lookUpNames } from '../completion/look-up.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { printable } from '../render/printable.js'

/** Somebody waits with a finger on the key. */
const PATIENCE_MS = 1_500

/** Answers a shell what may come next: a line for each, the word and after a tab what it does. Never fails: it then knows nothing. */
export async function run(invocation: Invocation): Promise<Exit> {
  const words = invocation.args.length === 0 ? [''] : invocation.args
  const current = words.at(-1) ?? ''
  const completion = complete(invocation.program, words)
  if (completion.kind === 'files') {
    invocation.output.data(completion, () => ':files')
    return 'ok'
  }
  const candidates = await candidatesOf(invocation, completion, { words, current })
  const fitting = candidates.filter(({ word }) => word.startsWith(current))
  invocation.output.data(fitting, () => fitting.map(lineOf).join('\n'))
  return 'ok'
}

function lineOf({ word, description }: Candidate): string {
  return `${word}\t${printable(description)}`
}

async function candidatesOf(
  invocation: Invocation,
  completion: Exclude<Completion, { kind: 'files' }>,
  { words, current }: { readonly words: readonly string[]; readonly current: string },
): Promise<readonly Candidate[]> {
  if (completion.kind === 'words') return completion.words
  const { of } = completion
  if (of === 'contexts') return lookUpContexts(invocation.env)
  try {
    return await lookUp(withContext(invocation, words), of, current)
  } catch (thrown) {
    // A server that is away, or a person who is not logged in: there is nothing to propose, and nothing to say in the middle of a line.
    if (thrown instanceof CliFailure) return []
    throw thrown
  }
}

async function lookUp(invocation: Invocation, of: Parameters<typeof lookUpNames>[0], current: string) {
  let found: Candidate[] = []
  await withApi(
    invocation,
    async (api) => {
      found = await lookUpNames(of, api, current)
      return 'ok'
    },
    PATIENCE_MS,
  )
  return found
}

/** The server that the line itself will go to. */
function withContext(invocation: Invocation, words: readonly string[]): Invocation {
  const at = words.indexOf('--context')
  const context = at < 0 ? undefined : words[at + 1]
  return context === undefined ? invocation : { ...invocation, globals: { ...invocation.globals, context } }
}
