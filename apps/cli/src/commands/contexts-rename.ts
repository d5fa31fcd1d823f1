import { z } from 'zod'
import { usageFailure } from '../cli-failure.js'
import { contextName, contextsPath, readContexts, writeContexts } from '../contexts.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput } from '../invocation.js'

/** Gives a context another name; commands go where they went. */
export async function run({ env, args, output }: Invocation): Promise<Exit> {
  const [from, to] = readInput(z.tuple([contextName, contextName]), args)
  const path = contextsPath(env)
  const { current, contexts } = readContexts(path)
  if (!Object.hasOwn(contexts, from))
    throw usageFailure(`there is no context "${from}"`, 'See goherd contexts ls.')
  if (Object.hasOwn(contexts, to))
    throw usageFailure(`there is a context "${to}" already`, `Forget it first: goherd contexts rm ${to}`)
  const renamed = Object.entries(contexts).map(([name, access]) => [name === from ? to : name, access])
  writeContexts(path, {
    current: current === from ? to : current,
    contexts: Object.fromEntries(renamed),
  })
  output.data({ context: to, was: from }, () => `Context ${from} is called ${to} now.`)
  return 'ok'
}
