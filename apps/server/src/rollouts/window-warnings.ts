import { writeWindow } from '@goherd/model'
import type { PreparedRollout } from './prepared-rollout.js'

/**
 * In which windows of its groups a rollout has to wait, besides its own. The same at every hour: what was planned before a window
 * opens is what is applied after it.
 */
export function windowWarnings({
  changes,
  groupWindows,
}: Pick<PreparedRollout, 'changes' | 'groupWindows'>): string[] {
  return changes.flatMap(({ group }) => {
    const windows = groupWindows.get(group.id) ?? []
    return windows.length === 0
      ? []
      : [`stages start only in the windows of ${group.name}: ${windows.map(writeWindow).join('; ')}`]
  })
}
