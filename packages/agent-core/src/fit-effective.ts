import type { ContextGo, EffectiveGo } from '@goherd/model'

/** The longest lists a report can carry, by the schema of the wire. */
const MOST = {
  contexts: 12,
  others: 30,
  toolchains: 30,
  overrides: 30,
  workspaces: 30,
  tools: 50,
} as const satisfies Partial<Record<keyof EffectiveGo, number>>
type List = keyof typeof MOST

/** Of the PATH of a context: folders, and characters of each. */
const MOST_OF_PATH = { folders: 40, characters: 256 } as const

/** What is good to know, cut first; drift is judged from the rest, which goes last. */
const INVENTORY: readonly List[] = ['tools', 'toolchains', 'others']
const JUDGED: readonly List[] = ['workspaces', 'overrides', 'contexts']
const FEWEST = { inventory: 5, judged: 3 } as const

/** Within what the wire allows at all. */
export function clipEffective(effective: EffectiveGo): EffectiveGo {
  return {
    ...effective,
    contexts: effective.contexts.slice(0, MOST.contexts).map(clipPath),
    others: effective.others.slice(0, MOST.others),
    toolchains: effective.toolchains.slice(0, MOST.toolchains),
    overrides: effective.overrides.slice(0, MOST.overrides),
    workspaces: effective.workspaces.slice(0, MOST.workspaces),
    tools: effective.tools.slice(0, MOST.tools),
  }
}

function clipPath(found: ContextGo): ContextGo {
  if (found.path === undefined) return found
  const folders = found.path.slice(0, MOST_OF_PATH.folders)
  return { ...found, path: folders.map((folder) => folder.slice(0, MOST_OF_PATH.characters)) }
}

/** The same without its PATHs, or with its inventory halved; undefined when that is as short as it gets. */
export function lessInventory(effective: EffectiveGo): EffectiveGo | undefined {
  if (effective.contexts.some(({ path }) => path !== undefined)) {
    return { ...effective, contexts: effective.contexts.map(({ path: _, ...found }) => found) }
  }
  return halved(effective, INVENTORY, FEWEST.inventory)
}

/** The same with everything halved, to the last few; undefined when there is no less. */
export function lessOfAll(effective: EffectiveGo): EffectiveGo | undefined {
  return halved(effective, INVENTORY, 0) ?? halved(effective, JUDGED, FEWEST.judged)
}

function halved(effective: EffectiveGo, lists: readonly List[], fewest: number): EffectiveGo | undefined {
  const longest = Math.max(...lists.map((list) => effective[list].length))
  if (longest <= fewest) return undefined
  const count = Math.max(fewest, Math.floor(longest / 2))
  const cut = Object.fromEntries(lists.map((list) => [list, effective[list].slice(0, count)]))
  return { ...effective, ...cut }
}
