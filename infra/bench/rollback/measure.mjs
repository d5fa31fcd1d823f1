const ROUNDS = 5

/**
 * What rollbacks took, round by round: milliseconds, and statements.
 * @typedef {{ bare: number[], proved: number[], complete: number[], statements: number[] }} Took
 */

/**
 * Sends a fleet to a newer release and rolls it back, some times over; the bare broadcast beside it in every round.
 * @param {{
 *   server: import('./server.mjs').BenchServer, fleet: import('./child.mjs').Child, bare: { round(): Promise<number> },
 *   releases: string[], group: string, count: number, note: (text: string) => void,
 * }} about `releases`: older, newer
 * @returns {Promise<Took>}
 */
export async function measureRollbacks({ server, fleet, bare, releases, group, count, note }) {
  const [older = '', newer = ''] = releases
  /** @type {Took} */
  const took = { bare: [], proved: [], complete: [], statements: [] }
  const watch = async (/** @type {string} */ release) =>
    fleet.ask('watch', { release, after: await server.epoch(group) })
  // The first round warms both sides up.
  for (let i = 0; i <= ROUNDS; i++) {
    note(`rolling ${count} hosts back, round ${i} of ${ROUNDS}`)
    const floor = await bare.round()
    await watch(newer)
    await server.set(group, newer)
    await fleet.ask('proved')
    await server.everyoneIs(group, 'in-sync', count)
    const plan = await server.plan()
    await watch(older)
    const before = await server.statements()
    const began = performance.timeOrigin + performance.now()
    const { id } = await server.rollBack(plan)
    const { at } = await fleet.ask('proved')
    const { finishedAt, startedAt } = await server.finished(id)
    const after = await server.statements()
    await server.lift()
    if (i === 0) continue
    took.bare.push(floor)
    took.proved.push(at - began)
    took.complete.push(Date.parse(finishedAt) - Date.parse(startedAt))
    took.statements.push(after - before)
  }
  return took
}
