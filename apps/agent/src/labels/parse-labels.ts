import { labels as labelsSchema } from '@goherd/protocol'
import { AgentError } from '../disk/agent-error.js'

/** Labels of a host, by name. */
export type Labels = Readonly<Record<string, string>>

const MOST_BYTES = 65_536
const MOST_LABELS = 100

/**
 * Labels from text: a line `key=value` each; blank lines and lines that begin with # are left out. `where` names the text for
 * people. Throws `bad_labels` with the line that is none.
 */
export function parseLabels(text: string, where: string): Labels {
  if (Buffer.byteLength(text) > MOST_BYTES) throw bad(`${where} has more than ${MOST_BYTES} bytes`)
  const found: Record<string, string> = Object.create(null)
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const at = line.indexOf('=')
    const pair = { [line.slice(0, Math.max(0, at)).trim()]: line.slice(at + 1).trim() }
    if (at <= 0 || !labelsSchema.safeParse(pair).success)
      throw bad(`line ${index + 1} of ${where} is no label`)
    Object.assign(found, pair)
  }
  if (Object.keys(found).length > MOST_LABELS) throw bad(`${where} has more than ${MOST_LABELS} labels`)
  return { ...found }
}

function bad(message: string): AgentError {
  return new AgentError({
    code: 'bad_labels',
    message,
    hint: 'Write a line key=value for each label: up to 63 letters, digits and ._/- for the key, 255 characters for the value.',
  })
}
