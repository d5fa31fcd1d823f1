import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { enroll } from '../enroll.js'
import { sayData } from '../say.js'

export interface EnrollFlags {
  readonly server: string
  readonly token?: string
  readonly tokenFile?: string
  readonly name?: string
  readonly label: readonly string[]
  readonly labelsFile?: string
  readonly labelsCommand?: string
}

/** `enroll`: makes this root a host of a server. Prints who it is now. */
export async function enrollCommand(layout: Layout, flags: EnrollFlags, json: boolean): Promise<void> {
  const identity = await enroll({
    layout,
    server: flags.server,
    token: readToken(flags),
    name: flags.name,
    labels: {
      given: Object.fromEntries(flags.label.map(readLabel)),
      file: flags.labelsFile === undefined ? null : resolve(flags.labelsFile),
      command: flags.labelsCommand ?? null,
    },
  })
  const { hostId, name, group, server } = identity
  sayData(
    json,
    { hostId, name, group, server, root: layout.root },
    `${name} is enrolled with ${server} in group ${group}. Next: goherd-agent run --root ${layout.root}`,
  )
}

/** The token from a flag, a file or the environment; the latter two do not show in the list of processes. Throws `no_token`. */
export function readToken(
  { token, tokenFile }: Pick<EnrollFlags, 'token' | 'tokenFile'>,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const found = tokenFile === undefined ? (token ?? env.GOHERD_TOKEN) : readTokenFile(tokenFile)
  if (found !== undefined && found !== '') return found
  throw new AgentError({
    code: 'no_token',
    message: 'there is no enrollment token',
    hint: 'Give one with --token-file FILE, GOHERD_TOKEN in the environment, or --token. Make one: goherd enroll token create.',
  })
}

function readTokenFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** `key=value` as a pair. Throws `bad_label`. */
export function readLabel(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new AgentError({
    code: 'bad_label',
    message: `"${text}" is not a label`,
    hint: 'Write labels as --label key=value, once for each.',
  })
}
