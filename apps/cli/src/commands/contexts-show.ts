import type { Exit } from '../exit-codes.js'
import { chooseServer, readServerSources } from '../find-server.js'
import type { Invocation } from '../invocation.js'
import { renderFields } from '../render/table.js'

/** The server that commands go to here and now, and what says so; the token is not shown. */
export async function run({ env, cwd, globals, output }: Invocation): Promise<Exit> {
  const { url, source } = chooseServer(readServerSources({ env, cwd, context: globals.context }))
  const context = /^context (.+)$/.exec(source)?.[1] ?? null
  output.data({ server: url, source, context }, ({ palette }) =>
    renderFields(
      [
        ['server', palette.strong(url)],
        ['said by', source],
      ],
      palette,
    ),
  )
  return 'ok'
}
