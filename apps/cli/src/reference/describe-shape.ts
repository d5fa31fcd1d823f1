import { z } from 'zod'
import type { JsonShape } from './json-shapes.js'

/** Deeper than so much, an object is only named by its braces: `goherd schema` says all of it. */
const DEPTH = 2

const node = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  $ref: z.string().optional(),
})
type Node = z.infer<typeof node>

/** A shape as JSON Schema (2020-12). */
export function jsonSchemaOf({ schema }: JsonShape): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', reused: 'inline' }) }
}

/** A shape in one line for people: `{ group, hosts: { total, byState }, revision? }`. */
export function describeShape(shape: JsonShape): string {
  return describe(jsonSchemaOf(shape), 0)
}

function describe(value: unknown, depth: number): string {
  const found = node.safeParse(value)
  if (!found.success) return ''
  const { items, properties, enum: words, anyOf, oneOf } = found.data
  if ('const' in found.data) return JSON.stringify(found.data.const)
  if (words !== undefined) return words.map((word) => JSON.stringify(word)).join(' | ')
  const either = anyOf ?? oneOf
  if (either !== undefined) return describeEither(either, depth)
  if (items !== undefined) return `[${describe(items, depth)}]`
  if (properties !== undefined) return describeObject(found.data, depth)
  return typeOf(found.data)
}

function describeEither(either: readonly unknown[], depth: number): string {
  const kinds = new Set(either.map((each) => describe(each, depth)))
  return [...kinds].filter((kind) => kind !== '').join(' | ')
}

function describeObject({ properties = {}, required = [] }: Node, depth: number): string {
  if (depth >= DEPTH) return '{…}'
  const fields = Object.entries(properties).map(([name, value]) => {
    const mark = required.includes(name) ? '' : '?'
    const inner = describe(value, depth + 1)
    return /[[{]/.test(inner) || inner.includes(' | ') ? `${name}${mark}: ${inner}` : `${name}${mark}`
  })
  return `{ ${fields.join(', ')} }`
}

function typeOf({ type, additionalProperties }: Node): string {
  if (type === 'object' && additionalProperties !== undefined) return '{ [name]: … }'
  return [type ?? 'any'].flat().join(' | ')
}
