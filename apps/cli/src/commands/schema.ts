import { usageFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import type { Invocation } from '../invocation.js'
import { jsonSchemaOf } from '../reference/describe-shape.js'
import { JSON_SHAPES } from '../reference/json-shapes.js'
import { renderTable } from '../render/table.js'

/** The shape of what a command prints with --json, as JSON Schema; without a command, a list of all. */
export async function run({ args, output }: Invocation): Promise<Exit> {
  const command = args.join(' ')
  if (command === '') {
    output.data(Object.keys(JSON_SHAPES), (style) =>
      renderTable(
        [
          { title: 'COMMAND', text: ([name]) => name },
          { title: 'PRINTS', text: ([, shape]) => (shape.isStream ? 'a line for each' : 'one value') },
        ],
        Object.entries(JSON_SHAPES),
        style,
      ),
    )
    return 'ok'
  }
  const shape = Object.hasOwn(JSON_SHAPES, command) ? JSON_SHAPES[command] : undefined
  if (shape === undefined)
    throw usageFailure(`there is no shape of "${command}"`, 'See goherd schema for a list of all.')
  const schema = jsonSchemaOf(shape)
  output.data(schema, () => JSON.stringify(schema, null, 2))
  return 'ok'
}
