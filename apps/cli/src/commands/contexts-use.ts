import { z } from 'zod'
import { usageFailure } from '../cli-failure.js'
import { contextName, contextsPath, readContexts, writeContexts } from '../contexts.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput } from '../invocation.js'

/** Makes a context the one commands go to by default. */
export async function run({ env, args, output }: Invocation): Promise<Exit> {
  const [context] = readInput(z.tuple([contextName]), args)
  const path = contextsPath(env)
  const { contexts } = readContexts(path)
  const access = Object.hasOwn(contexts, context) ? contexts[context] : undefined
  if (access === undefined) throw usageFailure(`there is no context "${context}"`, 'See goherd contexts ls.')
  writeContexts(path, { current: context, contexts })
  output.data({ context, server: access.server }, () => `Commands go to ${access.server} now.`)
  return 'ok'
}
