import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Layout, layoutOf } from './disk/layout.js'

/** The root folder: what --root says, else GOHERD_ROOT, else /var/lib/goherd for root and ~/.local/share/goherd for others. */
export function rootFolder(
  given: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
  uid: number | undefined = process.getuid?.(),
): Layout {
  const named = given ?? environment.GOHERD_ROOT
  if (named !== undefined && named !== '') return layoutOf(resolve(named))
  return layoutOf(uid === 0 ? '/var/lib/goherd' : join(homedir(), '.local', 'share', 'goherd'))
}
