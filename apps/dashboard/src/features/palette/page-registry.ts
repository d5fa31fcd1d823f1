'use client'

import { useEffect, useId, useSyncExternalStore } from 'react'

/** Something the page that is open can do, for the palette. */
export interface PageAction {
  /** Unlike the page's others. */
  readonly id: string
  readonly label: string
  readonly run: () => void
  /** Why it can't be done now: it stays in the list, with this. */
  readonly refusal?: string | undefined
}

/** A single key that the page that is open listens to. */
export interface PageShortcut {
  /** As the browser names it: `j`, `x`, `Enter`. */
  readonly key: string
  readonly label: string
  /** Left out when the page listens by itself and the key is only to be shown in the help. */
  readonly run?: () => void
}

/** What the parts of the open page have registered. Each part owns its own list. */
export class PageRegistry<Item> {
  private readonly lists = new Map<string, readonly Item[]>()
  private readonly listeners = new Set<() => void>()
  private flat: readonly Item[] = []

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Everything that is registered, in the order of the parts. The same array until something changes. */
  readonly all = (): readonly Item[] => this.flat

  /** Takes the place of what the part had registered before. */
  put(part: string, items: readonly Item[]): void {
    this.lists.set(part, items)
    this.changed()
  }

  remove(part: string): void {
    if (this.lists.delete(part)) this.changed()
  }

  private changed(): void {
    this.flat = [...this.lists.values()].flat()
    for (const listener of this.listeners) listener()
  }
}

const NONE: readonly never[] = []
export const pageActions = new PageRegistry<PageAction>()
export const pageShortcuts = new PageRegistry<PageShortcut>()

function useRegistered<Item>(registry: PageRegistry<Item>, items: readonly Item[]): void {
  const part = useId()
  // After every drawing: what an action does may close over what was just drawn.
  useEffect(() => registry.put(part, items))
  useEffect(() => () => registry.remove(part), [registry, part])
}

/**
 * Puts what this part of the page can do into the palette (⌘K) for as long as it is on the screen.
 *
 * @example usePageActions([{ id: 'recheck', label: `Recheck ${name}`, run: () => recheck.mutate(), refusal }])
 */
export function usePageActions(actions: readonly PageAction[]): void {
  useRegistered(pageActions, actions)
}

/**
 * Single keys of this part of the page: they work, and the help (`?`) shows them, for as long as it is on the screen. Never
 * called while somebody types.
 *
 * @example usePageShortcuts([{ key: 'j', label: 'Next row', run: next }, { key: 'x', label: 'Select the row', run: mark }])
 */
export function usePageShortcuts(shortcuts: readonly PageShortcut[]): void {
  useRegistered(pageShortcuts, shortcuts)
}

/** What is registered now; follows changes. */
export function useAll<Item>(registry: PageRegistry<Item>): readonly Item[] {
  return useSyncExternalStore(registry.subscribe, registry.all, () => NONE)
}
