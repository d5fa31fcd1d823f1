import { z } from 'zod'
import { usageFailure } from '../cli-failure.js'
import { contextName, contextsPath, readContexts, writeContexts } from '../contexts.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput } from '../invocation.js'

/** Forgets a context and its token on this machine; the token itself stays valid. */
export async function run({ env, args, output }: Invocation): Promise<Exit> {
  const [context] = readInput(z.tuple([contextName]), args)
  const path = contextsPath(env)
  const { current, contexts } = readContexts(path)
  if (!Object.hasOwn(contexts, context)) {
    throw usageFailure(`there is no context "${context}"`, 'See goherd contexts ls.')
  }
  const rest = Object.fromEntries(Object.entries(contexts).filter(([name]) => name !== context))
  writeContexts(path, { current: current === context ? null : current, contexts: rest })
  output.data({ context, removed: true }, () => `Context ${context} is forgotten.`)
  output.note('Its token is still valid; delete it in the dashboard under Settings if it is not needed.')
  return 'ok'
}
