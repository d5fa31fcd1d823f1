'use client'

import { useEffect, useId } from 'react'
import { PageRegistry } from '../palette/page-registry'
import type { SameAs } from './same-as'

/** What pages say of themselves; it takes the place of what their address says. */
export const pageCommands = new PageRegistry<SameAs>()

/**
 * Says what this page shows, or is about to do, where its address does not tell it all: a draft, a selection.
 *
 * @example useShowAs([{ says: 'This plan', cli: ['rollout', 'plan', '--group', 'build'], api: writes('/rollouts/plan', {}, spec) }])
 */
export function useShowAs(lines: readonly SameAs[]): void {
  const part = useId()
  useEffect(() => pageCommands.put(part, lines))
  useEffect(() => () => pageCommands.remove(part), [part])
}
