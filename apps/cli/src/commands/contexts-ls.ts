import { contextsPath, readContexts } from '../contexts.js'
import type { Exit } from '../exit-codes.js'
import type { Invocation } from '../invocation.js'
import { renderTable } from '../render/table.js'

/** Servers this person has logged in to; tokens are not shown. */
export async function run({ env, output }: Invocation): Promise<Exit> {
  const { current, contexts } = readContexts(contextsPath(env))
  const rows = Object.entries(contexts).map(([context, { server }]) => ({
    context,
    server,
    current: context === current,
  }))
  output.data(rows, (style) =>
    rows.length === 0
      ? 'No context. Log in: goherd login URL'
      : renderTable(
          [
            { title: 'CONTEXT', text: (row) => row.context },
            { title: 'SERVER', text: (row) => row.server, flexible: true },
            { title: 'CURRENT', text: (row) => (row.current ? 'yes' : '') },
          ],
          rows,
          style,
        ),
  )
  return 'ok'
}
