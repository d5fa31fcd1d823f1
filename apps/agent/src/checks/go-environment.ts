import { join } from 'node:path'
import { type Layout, treeOf } from '../disk/layout.js'
import type { Place } from './place.js'

/** What a host's owner sets for the agent to reach a network through. */
const WAYS_OUT = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR']

/** Folders that a check writes to, whichever release it is about. */
export const FOLDERS = ['home', 'tmp', 'gopath', 'modules'] as const

/** Where a release's own build cache lies. */
export function cacheOf(release: string): string {
  return `cache-${release}`
}

/**
 * The environment of a check under one release: the group's settings count, since they are in the tree's go.env; the agent's own
 * and the user's do not.
 */
export function goEnvironment(
  layout: Layout,
  release: string,
  { folder }: Pick<Place, 'folder'>,
): Record<string, string> {
  return {
    PATH: `${join(treeOf(layout, release), 'bin')}:/usr/local/bin:/usr/bin:/bin`,
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    GOPATH: join(folder, 'gopath'),
    GOMODCACHE: join(folder, 'modules'),
    GOCACHE: join(folder, cacheOf(release)),
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    LC_ALL: 'C',
  }
}

/** The variables by which this process reaches the network: for downloads, and not for the code that was downloaded. */
export function waysOut(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = WAYS_OUT.flatMap((name) => [name, name.toLowerCase()])
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
