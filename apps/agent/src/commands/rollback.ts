import { changeHere } from '../change-here.js'
import type { Layout } from '../disk/layout.js'
import { observeRoot } from '../observe-root.js'
import { sayData } from '../say.js'

/** `rollback [SNAPSHOT]`: takes this host to a snapshot, or to the newest that differs from now. No server is needed. */
export async function rollbackCommand(
  layout: Layout,
  snapshot: string | undefined,
  json: boolean,
): Promise<void> {
  await observeRoot(layout)
  const { release, changed } = await changeHere(layout, { kind: 'rollback', snapshot: snapshot ?? null })
  sayData(
    json,
    { release, changed, snapshot: snapshot ?? null },
    changed ? `back on ${release}` : `${release} with these settings was active already`,
  )
}
