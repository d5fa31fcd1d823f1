import { z } from 'zod'
import { completionScript, SHELLS } from '../completion/scripts.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput } from '../invocation.js'

/** The script that a shell reads to complete commands, options and names. */
export async function run({ args, output }: Invocation): Promise<Exit> {
  const [shell] = readInput(z.tuple([z.enum(SHELLS)]), args)
  const script = completionScript(shell)
  output.data({ shell, script }, () => script)
  return 'ok'
}
