import { type RolloutView, rolloutView } from '@goherd/protocol'
import { json, until } from './goherd.js'
import type { Product } from './product.js'

/** Starts a rollout of the group `build` by the command line; answers it as it began. */
export async function startRollout(product: Product, ...options: string[]): Promise<RolloutView> {
  const args = ['rollout', 'start', '--group', 'build', '--yes', ...options]
  return rolloutView.parse(await json(product, args))
}

/** A rollout as the server has it now. */
export async function rolloutNow(product: Product, id: string): Promise<RolloutView> {
  const answer = await fetch(`${product.url}/api/rollouts/${id}`, {
    headers: { authorization: `Bearer ${product.token}` },
  })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return rolloutView.parse(await answer.json())
}

/** Waits until a rollout is as it should be. */
export function rolloutIs(
  product: Product,
  id: string,
  what: string,
  good: (view: RolloutView) => boolean,
  seconds = 180,
): Promise<RolloutView> {
  return until(`rollout ${what}`, () => rolloutNow(product, id), good, seconds)
}

/** The hosts that a rollout has given its new state to, and not taken back. */
export function touched({ counts, hosts }: RolloutView): number {
  return hosts - counts.waiting - counts.debt - counts.reverted
}
