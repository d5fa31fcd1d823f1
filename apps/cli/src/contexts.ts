import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { CliFailure } from './cli-failure.js'
import { type PrivateFile, readPrivateFile, writePrivateFile } from './private-file.js'
import { describeIssues } from './schema-issues.js'

/** A server and the API token for it, as the contexts file and `cli.json` hold them. */
export const serverAccess = z.object({ server: z.string().min(1), token: z.string().min(1) })

/** The contexts file: servers this person has logged in to, and the one commands go to by default. */
const contextsFile = z.object({
  current: z.string().nullable(),
  contexts: z.record(z.string(), serverAccess),
})
export type Contexts = z.infer<typeof contextsFile>

/** What a context may be called. */
export const contextName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,62}$/,
    'use letters, digits, dot, dash, underscore and colon, at most 63',
  )

/** `$XDG_CONFIG_HOME/goherd/contexts.json`, by default under `~/.config`. */
export function contextsPath(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_CONFIG_HOME
  return join(base ? resolve(base) : join(homedir(), '.config'), 'goherd', 'contexts.json')
}

/** The contexts that are kept; none when there is no file yet. Throws a failure for a file that cannot be used. */
export function readContexts(path: string): Contexts {
  return contextsOf(readPrivateFile(path)) ?? { current: null, contexts: {} }
}

/** Takes the contexts out of what was found; undefined when there is no file. */
export function contextsOf(file: PrivateFile): Contexts | undefined {
  return parsePrivateJson(file, contextsFile, 'Log in again: goherd login URL.')
}

/** Writes the contexts, readable by their owner only. */
export function writeContexts(path: string, contexts: Contexts): void {
  try {
    writePrivateFile(path, `${JSON.stringify(contexts, null, 2)}\n`)
  } catch (error) {
    throw new CliFailure({
      code: 'contexts_not_written',
      message: `cannot write ${path}`,
      cause: error instanceof Error ? error.message : String(error),
      hint: 'Make the folder writable, or set XDG_CONFIG_HOME to one that is.',
    })
  }
}

/** Reads a private file as JSON of one shape; undefined when it is absent, a failure for everything else. */
export function parsePrivateJson<S extends z.ZodType>(
  file: PrivateFile,
  schema: S,
  remedy: string,
): z.output<S> | undefined {
  switch (file.kind) {
    case 'absent':
      return undefined
    case 'exposed':
      throw new CliFailure({
        code: 'token_file_exposed',
        message: `${file.path} can be opened by other users (mode ${file.mode})`,
        cause: 'It holds an API token, so it is not used',
        hint: `chmod 600 ${file.path}; if others use this machine, make a new token too.`,
      })
    case 'unreadable':
      throw new CliFailure({
        code: 'token_file_unreadable',
        message: `cannot read ${file.path}`,
        cause: file.why,
        hint: 'Give yourself the right to read it, or set GOHERD_SERVER and GOHERD_TOKEN.',
      })
    case 'text':
      return parseText(file, schema, remedy)
  }
}

function parseText<S extends z.ZodType>(
  file: PrivateFile & { kind: 'text' },
  schema: S,
  remedy: string,
): z.output<S> {
  let value: unknown
  try {
    value = JSON.parse(file.text)
  } catch {
    // The value stays undefined, which no schema here accepts: the failure below names the file.
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new CliFailure({
    code: 'token_file_malformed',
    message: `${file.path} does not look as it should`,
    cause: value === undefined ? 'It is not JSON' : describeIssues(parsed.error),
    hint: remedy,
  })
}
