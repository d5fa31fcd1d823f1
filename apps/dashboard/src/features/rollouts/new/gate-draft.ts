import type { GateSpec } from '@goherd/protocol'
import { parseDuration, writeDuration } from './duration'

export type GateKind = GateSpec['kind']

/** A gate as it is typed: its fields by the names they have in the request. */
export interface GateDraft {
  readonly kind: GateKind
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
}

/** One field of a kind of gate. `module.path` is the path of the module. */
export interface GateField {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'number' | 'duration' | 'comparison'
  readonly initial: string
  readonly hint?: string
}

export const COMPARISONS = ['<', '<=', '>', '>='] as const

const timeout = (initial: string): GateField => ({
  name: 'timeoutSeconds',
  label: 'Time limit',
  type: 'duration',
  initial,
})

interface GateForm {
  readonly word: string
  readonly lead: string
  readonly fields: readonly GateField[]
}

/** What each kind of gate is, and what it needs. */
export const GATE_FORMS: Readonly<Record<GateKind, GateForm>> = {
  build: {
    word: 'Real build',
    lead: 'Builds, vets and tests a pinned module under the old Go and the new, side by side on hosts of the stage.',
    fields: [
      { name: 'module.path', label: 'Module', type: 'text', initial: '', hint: 'example.com/tool' },
      { name: 'module.version', label: 'Version', type: 'text', initial: '', hint: 'v1.4.0' },
      { name: 'module.sum', label: 'Checksum', type: 'text', initial: '', hint: 'h1:… as in go.sum' },
      { name: 'packages', label: 'Packages', type: 'text', initial: './...' },
      { name: 'hosts', label: 'On hosts', type: 'number', initial: '1' },
      { name: 'maxSlowerPercent', label: 'At most % slower', type: 'number', initial: '50' },
      { name: 'maxLargerPercent', label: 'At most % larger', type: 'number', initial: '25' },
      timeout('20m'),
    ],
  },
  smoke: {
    word: 'Smoke check',
    lead: 'Runs a check that the owner of the hosts has put there, under the new Go.',
    fields: [
      { name: 'check', label: 'Check', type: 'text', initial: '', hint: 'its name on the hosts' },
      timeout('5m'),
    ],
  },
  prometheus: {
    word: 'Prometheus query',
    lead: 'Every value of the answer must hold against the limit.',
    fields: [
      {
        name: 'query',
        label: 'Query',
        type: 'text',
        initial: '',
        hint: 'sum(rate(build_failures_total[5m]))',
      },
      { name: 'op', label: 'Must be', type: 'comparison', initial: '<' },
      { name: 'limit', label: 'Limit', type: 'number', initial: '' },
    ],
  },
  webhook: {
    word: 'Webhook',
    lead: 'Asks a registered endpoint, which answers pass, fail or inconclusive.',
    fields: [{ name: 'endpoint', label: 'Endpoint', type: 'text', initial: '' }, timeout('30s')],
  },
}

export const GATE_KINDS: readonly GateKind[] = ['build', 'smoke', 'prometheus', 'webhook']

/** A new gate of a kind; `taken` are names that others have. */
export function newGate(kind: GateKind, taken: readonly string[]): GateDraft {
  const name = taken.includes(kind) ? `${kind}-${taken.length + 1}` : kind
  return {
    kind,
    name,
    fields: Object.fromEntries(GATE_FORMS[kind].fields.map((field) => [field.name, field.initial])),
  }
}

function readField({ type }: GateField, text: string): string | number {
  if (type === 'duration') return parseDuration(text) ?? text
  return type === 'number' && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text.trim()
}

/** The gate as a request has it, before the protocol's schema looked at it. */
export function toRawGate({ kind, name, fields }: GateDraft): Record<string, unknown> {
  const values = GATE_FORMS[kind].fields.map(
    (field) => [field.name, readField(field, fields[field.name] ?? '')] as const,
  )
  const inModule = values.filter(([field]) => field.startsWith('module.'))
  const own = values.filter(([field]) => !field.startsWith('module.'))
  const module = Object.fromEntries(inModule.map(([field, value]) => [field.slice('module.'.length), value]))
  return { kind, name, ...Object.fromEntries(own), ...(inModule.length === 0 ? {} : { module }) }
}

function flat(value: object, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null
      ? flat(inner, `${prefix}${name}.`)
      : [[`${prefix}${name}`, inner]],
  )
}

/** A gate as people type it. */
export function toGateDraft(gate: GateSpec): GateDraft {
  const values = new Map(flat(gate))
  const write = ({ name, type, initial }: GateField) => {
    const value = values.get(name)
    if (value === undefined) return initial
    return type === 'duration' ? writeDuration(Number(value)) : String(value)
  }
  return {
    kind: gate.kind,
    name: gate.name,
    fields: Object.fromEntries(GATE_FORMS[gate.kind].fields.map((field) => [field.name, write(field)])),
  }
}
