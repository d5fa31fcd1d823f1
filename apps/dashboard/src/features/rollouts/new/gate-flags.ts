import { type GateSpec, gateSpec, type RolloutSpec } from '@goherd/protocol'

/** What the command line needs to know of a gate; everything else of it has to be as it is by default. */
function essence(gate: GateSpec): { readonly text: string; readonly plain: object } {
  const { kind } = gate
  switch (kind) {
    case 'smoke':
      return { text: `smoke=${gate.check}`, plain: { kind, check: gate.check } }
    case 'webhook':
      return { text: `webhook=${gate.endpoint}`, plain: { kind, endpoint: gate.endpoint } }
    case 'prometheus': {
      const { query, op, limit } = gate
      return { text: `prometheus=${query}${op}${limit}`, plain: { kind, query, op, limit } }
    }
    case 'build': {
      const { path, version, sum } = gate.module
      return { text: `build=${path}@${version}#${sum}`, plain: { kind, module: gate.module } }
    }
  }
}

/** The name the command line gives a gate: its kind, and a number when there are several. */
function plainNames(gates: readonly GateSpec[]): string[] {
  const seen = new Map<string, number>()
  return gates.map(({ kind }) => {
    const nth = (seen.get(kind) ?? 0) + 1
    seen.set(kind, nth)
    return nth === 1 ? kind : `${kind}-${nth}`
  })
}

function isPlain(gate: GateSpec, name: string): boolean {
  const parsed = gateSpec.safeParse({ ...essence(gate).plain, name })
  return parsed.success && JSON.stringify(parsed.data) === JSON.stringify(gateSpec.parse(gate))
}

/** In how many stages from the first on all gates stand; undefined when they stand any other way. */
function gatedStages({ stages, gates }: RolloutSpec): number | undefined {
  const all = gates.map(({ name }) => name).join()
  const first = stages.findIndex((stage) => stage.gates.join() !== all)
  const many = first === -1 ? stages.length : first
  return many > 0 && stages.slice(many).every((stage) => stage.gates.length === 0) ? many : undefined
}

/** The gates as flags; undefined when no flag says them. */
export function gateFlags(spec: RolloutSpec): (readonly [name: string, value: string])[] | undefined {
  const { gates } = spec
  if (gates.length === 0) return []
  const names = plainNames(gates)
  const many = gatedStages(spec)
  if (many === undefined || !gates.every((gate, index) => isPlain(gate, names[index] ?? ''))) return undefined
  return [...gates.map((gate) => ['--gate', essence(gate).text] as const), ['--gate-stages', String(many)]]
}
