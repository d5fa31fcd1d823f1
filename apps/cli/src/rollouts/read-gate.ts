import { type GateSpec, gateSpec } from '@goherd/protocol'
import type { z } from 'zod'
import { usageFailure } from '../cli-failure.js'

type GateInput = z.input<typeof gateSpec>

const EXAMPLES = [
  'smoke=builds',
  "'prometheus=sum(rate(build_failures_total[5m]))<0.01'",
  'webhook=release-desk',
  'build=github.com/acme/app@v1.4.2#h1:…',
]

/** Reads `--gate KIND=…`. Names are made of the kind, and numbered where there are several. Throws a usage failure with examples. */
export function readGates(texts: readonly string[]): GateSpec[] {
  const taken = new Set<string>()
  return texts.map((text) => {
    const given = gateOf(text)
    let name = given.kind
    for (let n = 2; taken.has(name); n += 1) name = `${given.kind}-${n}` as typeof name
    taken.add(name)
    const read = gateSpec.safeParse({ ...given, name })
    if (read.success) return read.data
    const { path, message } = read.error.issues[0] ?? { path: [], message: '' }
    throw notAGate(text, `${path.join('.')}: ${message}`)
  })
}

function gateOf(text: string): GateInput {
  const [, kind, rest = ''] = /^(\w+)=(.*)$/s.exec(text) ?? []
  switch (kind) {
    case 'smoke':
      return { kind, name: kind, check: rest }
    case 'webhook':
      return { kind, name: kind, endpoint: rest }
    case 'prometheus':
      return prometheus(text, rest)
    case 'build':
      return build(text, rest)
    default:
      throw notAGate(text, 'it begins with none of smoke=, prometheus=, webhook=, build=')
  }
}

/** The last comparison of the text is the gate's: a query may have some of its own. */
function prometheus(text: string, rest: string): GateInput {
  const [, query = '', op = '', limit = ''] = /^(.+?)\s*(<=|>=|<|>)\s*([-+\d.e]+)\s*$/is.exec(rest) ?? []
  if (query === '' || Number.isNaN(Number(limit)))
    throw notAGate(text, 'it does not end in a comparison with a number')
  if (op !== '<' && op !== '<=' && op !== '>' && op !== '>=') throw notAGate(text, `${op} is no comparison`)
  return { kind: 'prometheus', name: 'prometheus', query: query.trim(), op, limit: Number(limit) }
}

function build(text: string, rest: string): GateInput {
  const [, path, version, sum] = /^([^@#]+)@([^@#]+)#(h1:.+)$/.exec(rest) ?? []
  if (path === undefined || version === undefined || sum === undefined) {
    throw notAGate(text, 'it is not MODULE@VERSION#h1:…; the checksum is the one of go mod download -json')
  }
  return { kind: 'build', name: 'build', module: { path, version, sum } }
}

function notAGate(text: string, why: string) {
  return usageFailure(
    `--gate ${text} is no gate: ${why}`,
    `For example: --gate ${EXAMPLES.join(', --gate ')}.`,
  )
}
