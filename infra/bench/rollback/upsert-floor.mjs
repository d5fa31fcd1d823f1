import { observedForBench } from './observed.mjs'
import { connectTo } from './seed-hosts.mjs'

const BATCH = 1000

const UPSERT = `
  INSERT INTO bench_status (host_id, seq, epoch, reached, actual, state, proved, online, observed, phase, drift, reported_at, seen_at)
  SELECT host_id, seq, 1, 1, 'go1.22.12', 'in-sync', true, true, observed::jsonb, phase::jsonb, drift::jsonb, now(), now()
    FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[]) AS t (host_id, seq, observed, phase, drift)
  ON CONFLICT (host_id) DO UPDATE SET seq = excluded.seq, epoch = excluded.epoch, reached = excluded.reached,
    actual = excluded.actual, state = excluded.state, proved = excluded.proved, online = excluded.online,
    observed = excluded.observed, phase = excluded.phase, drift = excluded.drift, reported_at = excluded.reported_at,
    seen_at = excluded.seen_at
  WHERE excluded.seq > bench_status.seq`

/**
 * The same rows into a table of the same form in the same database, by one statement per thousand on one connection.
 * @param {{ root: string, data: string, hosts: number, rounds: number }} options
 * @returns {Promise<number>} committed rows a second
 */
export async function upsertFloor({ root, data, hosts, rounds }) {
  const client = await connectTo({ root, data })
  try {
    await client.query('DROP TABLE IF EXISTS bench_status')
    await client.query('CREATE TABLE bench_status (LIKE host_status INCLUDING ALL)')
    const began = performance.now()
    for (let round = 1; round <= rounds; round++) {
      for (let at = 0; at < hosts; at += BATCH) await write(client, at, Math.min(at + BATCH, hosts), round)
    }
    return (hosts * rounds * 1000) / (performance.now() - began)
  } finally {
    await client.query('DROP TABLE IF EXISTS bench_status')
    await client.end()
  }
}

/** @param {any} client @param {number} from @param {number} to @param {number} round */
function write(client, from, to, round) {
  const ids = Array.from({ length: to - from }, (_, n) => `host-${String(from + n).padStart(6, '0')}`)
  return client.query(UPSERT, [
    ids,
    ids.map(() => round),
    ids.map(() => JSON.stringify(observedForBench(round))),
    ids.map(() => '{"kind":"idle"}'),
    ids.map(() => '[]'),
  ])
}
