import { DESTINATIONS } from '../frame/navigation'
import type { PageAction } from './page-registry'
import type { Visit } from './recent'

/** One line of the palette: something to do, or somewhere to go. */
export interface PaletteItem {
  readonly id: string
  readonly label: string
  /** Said beside the label: a key, a state, or why it can't be done. */
  readonly note?: string | undefined
  readonly refused?: boolean
  readonly does:
    | { readonly kind: 'go'; readonly path: string }
    | { readonly kind: 'run'; readonly run: () => void }
}

export interface PaletteGroup {
  readonly label: string
  readonly items: readonly PaletteItem[]
}

interface Named {
  readonly name: string
  readonly note?: string
}

/** Everything that the palette can offer. Hosts are filtered by the server already. */
export interface PaletteStock {
  readonly actions: readonly PageAction[]
  readonly visits: readonly Visit[]
  readonly groups: readonly Named[]
  readonly rollouts: readonly (Named & { readonly id: string })[]
  readonly hosts: readonly Named[]
}

/** At most so many groups and rollouts are shown of those that fit. */
const AT_MOST = 6

/** Whether every word that was typed is found in the text, in any order. */
export function fits(text: string, typed: string): boolean {
  const low = text.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word))
}

function go(kind: string, path: string, { name, note }: Named): PaletteItem {
  return { id: `${kind}:${path}`, label: name, note, does: { kind: 'go', path } }
}

function actionItem({ id, label, run, refusal }: PageAction): PaletteItem {
  return {
    ...{ id: `action:${id}`, label, does: { kind: 'run', run } },
    ...(refusal === undefined ? {} : { note: refusal, refused: true }),
  }
}

const PAGES: readonly PaletteItem[] = [
  ...DESTINATIONS.map(({ path, label, key }) => go('page', path, { name: label, note: `g ${key}` })),
  go('page', '/rollouts/new', { name: 'New rollout' }),
  go('page', '/rollback', { name: 'Emergency rollback' }),
]

/**
 * What is shown for what was typed, groups without a line left out. `hostsOnly` is the palette as a search for hosts. While
 * nothing is typed, groups and rollouts are left out: they come when they are asked for.
 */
export function paletteGroups(stock: PaletteStock, typed: string, hostsOnly: boolean): PaletteGroup[] {
  const text = typed.trim()
  const hosts = {
    label: 'Hosts',
    items: stock.hosts.map((host) => go('host', `/hosts/${encodeURIComponent(host.name)}`, host)),
  }
  if (hostsOnly) return [hosts].filter(({ items }) => items.length > 0)
  const fitting = (items: readonly PaletteItem[]) => items.filter(({ label }) => fits(label, text))
  const onlyAsked = (items: readonly PaletteItem[]) => (text === '' ? [] : fitting(items).slice(0, AT_MOST))
  const all: PaletteGroup[] = [
    { label: 'Actions', items: fitting(stock.actions.map(actionItem)) },
    {
      label: 'Recent',
      items: fitting(stock.visits.map(({ path, label }) => go('recent', path, { name: label }))).slice(0, 4),
    },
    { label: 'Pages', items: fitting(PAGES) },
    {
      label: 'Groups',
      items: onlyAsked(
        stock.groups.map((group) => go('group', `/groups/${encodeURIComponent(group.name)}`, group)),
      ),
    },
    {
      label: 'Rollouts',
      items: onlyAsked(
        stock.rollouts.map((rollout) =>
          go('rollout', `/rollouts/${encodeURIComponent(rollout.id)}`, rollout),
        ),
      ),
    },
    hosts,
  ]
  return all.filter(({ items }) => items.length > 0)
}
