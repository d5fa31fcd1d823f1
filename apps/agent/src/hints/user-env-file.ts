import { join } from 'node:path'

/** Where `go env -w` of a user writes, by Go's rules; undefined when it is turned off. Pure. */
export function userEnvFile(o: {
  /** In Node's words. */
  readonly os: string
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}): string | undefined {
  const { GOENV } = o.env
  if (GOENV === 'off') return undefined
  if (GOENV !== undefined && GOENV !== '') return GOENV
  if (o.os === 'darwin') return join(o.home, 'Library', 'Application Support', 'go', 'env')
  if (o.os === 'win32') return o.env.APPDATA === undefined ? undefined : join(o.env.APPDATA, 'go', 'env')
  return join(o.env.XDG_CONFIG_HOME || join(o.home, '.config'), 'go', 'env')
}
