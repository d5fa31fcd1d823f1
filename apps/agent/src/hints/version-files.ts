import { parse, TomlError } from 'smol-toml'
import { z } from 'zod'
import { type Ask, OddLine, readAsk } from './hint.js'

/** The first line of a .go-version that is no comment. Throws OddLine for an empty file. Pure. */
export function parseGoVersionFile(text: string): Ask {
  for (const [index, raw] of text.split('\n').entries()) {
    const asks = raw.replace(/#.*$/, '').trim()
    if (asks !== '') return readAsk(asks, index + 1, { orNewer: 'no' })
  }
  throw new OddLine(1, 'it names no version')
}

/** The `golang` or `go` line of a .tool-versions; the first version in it counts. undefined when neither is there. Pure. */
export function parseToolVersions(text: string): Ask | undefined {
  for (const [index, raw] of text.split('\n').entries()) {
    const [tool, asks] = raw.replace(/#.*$/, '').trim().split(/\s+/)
    if (tool !== 'golang' && tool !== 'go') continue
    if (asks === undefined) throw new OddLine(index + 1, `${tool} has no version`)
    return readAsk(asks, index + 1, { orNewer: 'no' })
  }
  return undefined
}

const NAMES = ['go', 'golang', 'core:go'] as const
const version = z.union([z.string(), z.object({ version: z.string() }).transform((o) => o.version)])
const first = z
  .array(version)
  .min(1)
  .transform((list): string => list[0] ?? '')
const tool = z.union([version, first])
const file = z.object({ tools: z.record(z.string(), z.unknown()).optional() })

/** Go in the [tools] of a mise.toml: a version, a list of them, of which the first counts, or a table with `version`. Pure. */
export function parseMiseToml(text: string): Ask | undefined {
  const tools = file.safeParse(parseToml(text)).data?.tools ?? {}
  const name = NAMES.find((each) => Object.hasOwn(tools, each))
  if (name === undefined) return undefined
  const line = lineOf(text, name)
  const asked = tool.safeParse(tools[name])
  // A bare 1.20 is the number 1.2 in TOML.
  if (!asked.success) throw new OddLine(line, `${name} should be a version in quotes, as ${name} = "1.22"`)
  return readAsk(asked.data, line, { orNewer: 'no' })
}

function parseToml(text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    throw new OddLine(cause.line, `it is not TOML: ${cause.message.split('\n')[0] ?? ''}`)
  }
}

/** Where a tool is named. The parser tells values, not places. */
function lineOf(text: string, name: string): number {
  const key = `["']?${name}["']?`
  const place = new RegExp(
    `^\\s*(tools\\s*\\.\\s*)?${key}(\\s*\\.\\s*version)?\\s*=|^\\s*\\[\\s*tools\\s*\\.\\s*${key}\\s*\\]|[{,]\\s*${key}\\s*=`,
  )
  return (
    Math.max(
      0,
      text.split('\n').findIndex((line) => place.test(line)),
    ) + 1
  )
}
