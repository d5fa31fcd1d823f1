import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AgentError, errnoOf, type Layout, writeDurably } from '../disk/index.js'

const watchList = z.object({
  format: z.literal(1),
  /** Names of users whose shells are asked besides the agent's own; counts for root only. */
  users: z.array(z.string().min(1).max(255)).max(3),
  /** Absolute paths of folders whose builds somebody registered. */
  workspaces: z.array(z.string().min(1).max(1024)).max(30),
})

/** Whom and what a host's owner wants watched beyond the agent's own user. */
export type WatchList = z.infer<typeof watchList>

const EMPTY: WatchList = { format: 1, users: [], workspaces: [] }

/** Where the list of a root lies. */
export function watchListPath(layout: Layout): string {
  return join(layout.state, 'watch.json')
}

/** What is watched on a root; nothing where nobody asked. Throws `watch_list_unreadable`. */
export function readWatchList(layout: Layout): WatchList {
  const path = watchListPath(layout)
  try {
    return watchList.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return EMPTY
    if (!(cause instanceof SyntaxError || cause instanceof z.ZodError)) throw AgentError.from(cause)
    throw new AgentError({
      code: 'watch_list_unreadable',
      message: `${path} is damaged`,
      hint: `Remove ${path} and name again what is to be watched: goherd-agent watch.`,
      cause,
    })
  }
}

/** What is added to or taken from a list. */
export interface Watched {
  readonly kind: 'user' | 'workspace'
  readonly name: string
}

/** Adds one; a list that has it already stays. Throws `watch_list_full`. */
export async function addWatched(layout: Layout, { kind, name }: Watched): Promise<WatchList> {
  const before = readWatchList(layout)
  const key = kind === 'user' ? 'users' : 'workspaces'
  if (before[key].includes(name)) return before
  const next = watchList.safeParse({ ...before, [key]: [...before[key], name] })
  if (!next.success) {
    throw new AgentError({
      code: 'watch_list_full',
      message: `${before[key].length} ${key} are watched, more is not possible`,
      hint: 'Take one away first: goherd-agent watch rm NAME.',
    })
  }
  await keep(layout, next.data)
  return next.data
}

/** Takes a user or a workspace away by its name. Throws `not_watched`. */
export async function removeWatched(layout: Layout, name: string): Promise<WatchList> {
  const before = readWatchList(layout)
  if (![...before.users, ...before.workspaces].includes(name)) {
    throw new AgentError({
      code: 'not_watched',
      message: `${name} is not watched`,
      hint: 'See what is: goherd-agent watch ls.',
    })
  }
  const others = (names: readonly string[]) => names.filter((other) => other !== name)
  const next = { ...before, users: others(before.users), workspaces: others(before.workspaces) }
  await keep(layout, next)
  return next
}

function keep(layout: Layout, list: WatchList): Promise<void> {
  return writeDurably(watchListPath(layout), `${JSON.stringify(list, null, 2)}\n`, 0o600)
}
