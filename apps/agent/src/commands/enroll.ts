import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { enroll } from '../enroll.js'
import { sayData } from '../say.js'

export interface EnrollFlags {
  readonly server: string
  readonly token: string
  readonly name?: string
  readonly label: readonly string[]
}

/** `enroll`: makes this root a host of a server. Prints who it is now. */
export async function enrollCommand(layout: Layout, flags: EnrollFlags, json: boolean): Promise<void> {
  const identity = await enroll({
    layout,
    server: flags.server,
    token: flags.token,
    name: flags.name,
    labels: Object.fromEntries(flags.label.map(readLabel)),
  })
  const { hostId, name, group, server } = identity
  sayData(
    json,
    { hostId, name, group, server, root: layout.root },
    `${name} is enrolled with ${server} in group ${group}. Next: goherd-agent run --root ${layout.root}`,
  )
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
