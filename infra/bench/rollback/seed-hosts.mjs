import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * Enrolled hosts by one statement instead of one request each: what is measured begins with their connections. The first of them
 * enrolled over the API, so that it knows the server's key.
 * @param {{ root: string, data: string, count: number, like: any }} options `like`: the identity of a host that enrolled
 * @returns {Promise<any[]>} identities, that one among them
 */
export async function seedHosts({ root, data, count, like }) {
  const { simulatedKeys } = await import(join(root, 'packages/testkit/dist/index.js'))
  const identities = Array.from({ length: count - 1 }, (_, n) => {
    const number = String(n + 2).padStart(5, '0')
    return { ...like, hostId: `bench-host-${number}`, name: `bench-${number}`, ...simulatedKeys() }
  })
  const client = await connectTo({ root, data })
  try {
    await client.query(
      `INSERT INTO host (id, name, group_id, public_key, platform, facts, labels)
       SELECT id, name, $1, key, 'linux/amd64', '{}', '{}' FROM unnest($2::text[], $3::text[], $4::text[]) AS t (id, name, key)`,
      [
        like.groupId,
        identities.map(({ hostId }) => hostId),
        identities.map(({ name }) => name),
        identities.map(({ publicKey }) => publicKey),
      ],
    )
  } finally {
    await client.end()
  }
  return [like, ...identities]
}

/**
 * A connection to the PostgreSQL that the server runs for itself.
 * @param {{ root: string, data: string }} options
 * @returns {Promise<any>}
 */
export async function connectTo({ root, data }) {
  const pg = createRequire(join(root, 'apps/server/package.json'))('pg')
  const { port, password } = JSON.parse(readFileSync(join(data, 'postgres.json'), 'utf8'))
  const client = new pg.Client({
    connectionString: `postgresql://goherd:${password}@127.0.0.1:${port}/postgres`,
  })
  await client.connect()
  return client
}
