import type { FleetStatus } from '@goherd/protocol'

type Running = FleetStatus['runningRollouts'][number]

/** What of a rollout is worth saying aloud when it changes: its stage, and whether it waits for somebody. */
function standing({ sentence, paused }: Running): string {
  const stage = /stage \d+ of \d+/i.exec(sentence)?.[0].toLowerCase() ?? ''
  return `${stage} ${paused}`
}

/**
 * Sentences to say for what changed between two answers: a rollout that began, went to another stage, paused or went on, or
 * ended. Counters that move do not count. Nothing for the first answer.
 */
export function stageChanges(before: readonly Running[] | undefined, after: readonly Running[]): string[] {
  if (before === undefined) return []
  const known = new Map(before.map((rollout) => [rollout.id, standing(rollout)]))
  const changed = after.filter((rollout) => known.get(rollout.id) !== standing(rollout))
  const left = before.filter(({ id }) => !after.some((rollout) => rollout.id === id)).length
  return [
    ...changed.map(({ sentence }) => sentence),
    ...(left === 0 ? [] : [left === 1 ? 'a rollout has ended' : `${left} rollouts have ended`]),
  ]
}
