import type { ApiClient } from '../api-client.js'
import { CliFailure } from '../cli-failure.js'
import { type Candidate, type Completion, complete } from '../completion/complete.js'
import { completeQuery, queryBegun, readVocabulary } from '../completion/complete-query.js'
import { givenContext } from '../completion/given-context.js'
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
  const begun = completion.kind === 'query' ? queryBegun(current) : current
  const fitting = candidates.filter(({ word }) => word.startsWith(begun))
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
  const context = givenContext(words) ?? invocation.globals.context
  const towards = { ...invocation, globals: { ...invocation.globals, context } }
  try {
    if (completion.kind === 'query') {
      const known = await asked(towards, readVocabulary)
      return completeQuery(queryBegun(current), known)
    }
    const { of } = completion
    if (of === 'contexts') return lookUpContexts(invocation.env)
    return await asked(towards, (api) => lookUpNames(of, api, current))
  } catch (thrown) {
    // A server that is away, or a person who is not logged in: there is nothing to propose, and nothing to say in the middle of a line.
    if (thrown instanceof CliFailure) return []
    throw thrown
  }
}

function asked<T extends object>(invocation: Invocation, ask: (api: ApiClient) => Promise<T>): Promise<T> {
  return withApi(invocation, ask, PATIENCE_MS)
}
