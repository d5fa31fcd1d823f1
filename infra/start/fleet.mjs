import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoLines } from '../go/catalogue.mjs'
import { run } from '../process/run.mjs'
import { Problem } from '../say/problem.mjs'
import { replaceFile } from '../setup/replace-file.mjs'

export const AGENT = 'apps/agent/dist/goherd-agent.mjs'
const GROUPS = ['canary', 'build']
const PATIENCE_MS = 5 * 60_000

/**
 * One host of the demonstration: an agent on this machine with a root folder of its own.
 * @typedef {{ name: string, group: string, root: string }} DemoHost
 * @typedef {import('./api.mjs').Api} Api
 */

/**
 * @param {number} count
 * @param {string} data
 * @returns {DemoHost[]} the first is the canary
 */
export function demoHosts(count, data) {
  return Array.from({ length: count }, (_, i) => {
    const [name, group] = i === 0 ? ['canary-1', 'canary'] : [`build-${i}`, 'build']
    return { name, group, root: join(data, 'hosts', name) }
  })
}

/** Makes the groups that are not there. @param {Api} api @param {(text: string) => void} note */
export async function makeGroups(api, note) {
  const { groups } = await api.get('/api/groups')
  const missing = GROUPS.filter(
    (name) => !groups.some((/** @type {{ name: string }} */ group) => group.name === name),
  )
  for (const name of missing) await api.post('/api/groups', { name })
  note(missing.length > 0 ? `made ${missing.join(', ')}` : 'there already')
}

/**
 * Gives each host an identity, unless it has one, and points it to this server, whose port may be another than last time.
 * @param {{ api: Api, root: string, hosts: DemoHost[], signal: AbortSignal, note: (text: string) => void }} options root: the clone
 * @returns {Promise<DemoHost[]>} the hosts with the names they are enrolled under
 */
export async function enrollHosts({ api, root, hosts, signal, note }) {
  const known = new Set(
    (await api.get('/api/hosts')).hosts.map((/** @type {{ name: string }} */ host) => host.name),
  )
  const made = []
  for (const host of hosts) {
    const identity = readIdentity(host)
    if (identity && known.has(identity.name)) {
      if (identity.server !== api.url) writeIdentity(host, { ...identity, server: api.url })
      continue
    }
    // The server knows neither this identity nor this key: what is here belongs to another server, or is half of an enrollment.
    rmSync(join(host.root, 'state'), { recursive: true, force: true })
    const name = freeName(host.name, known)
    const request = { group: host.group, uses: 1, ttlSeconds: 600, note: 'npm start' }
    const { token } = await api.post('/api/enrollment/tokens', request)
    const args = ['enroll', '--root', host.root, '--server', api.url, '--token', token, '--name', name]
    await run(process.execPath, [join(root, AGENT), ...args], { signal })
    made.push(name)
  }
  note(made.length > 0 ? made.join(', ') : 'all are enrolled already')
  return hosts.map((host) => ({ ...host, name: readIdentity(host)?.name ?? host.name }))
}

/**
 * The name for a new host. It is taken when the host's enrollment was cut off between the server's note and the host's own.
 * @param {string} name @param {Set<string>} known
 */
function freeName(name, known) {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`
    if (!known.has(candidate)) return candidate
  }
}

/** @param {DemoHost} host */
const identityFile = (host) => join(host.root, 'state/identity.json')

/** @param {DemoHost} host @returns {{ name: string, server: string } | undefined} */
function readIdentity(host) {
  const file = identityFile(host)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/** @param {DemoHost} host @param {object} identity */
function writeIdentity(host, identity) {
  replaceFile(identityFile(host), `${JSON.stringify(identity, null, 2)}\n`, 0o600)
}

/**
 * Gives the groups their first revision: the oldest language line there is, so that a visitor can go up from there and come back.
 * @param {{ api: Api, note: (text: string) => void }} options
 */
export async function setFirstRevision({ api, note }) {
  const { groups } = await api.get('/api/groups')
  const unset = groups.filter(
    (/** @type {{ name: string, revision: number | null }} */ group) =>
      GROUPS.includes(group.name) && group.revision === null,
  )
  if (unset.length === 0) return note('as it was left')
  const line = await firstLine(api)
  for (const { name } of unset) {
    const result = await api.post(`/api/groups/${name}/desired`, {
      go: line,
      settings: { GOTOOLCHAIN: 'local' },
      reason: 'first revision',
    })
    note(`${result.release} with GOTOOLCHAIN=local`)
  }
}

/** @param {Api} api */
async function firstLine(api) {
  let { releases } = await api.get('/api/releases')
  if (releases.length === 0) {
    await api.post('/api/releases/sync')
    releases = (await api.get('/api/releases')).releases
  }
  const [line] = demoLines(releases.map((/** @type {{ release: string }} */ { release }) => release))
  if (line) return line
  throw new Problem('no_release', 'the source has no Go release from 1.21 on', {
    hint: 'Point GOHERD_GO_SOURCE to one that has.',
  })
}

/**
 * Waits until each host is where it should be, in any way that does not change by itself any more.
 * @param {{ api: Api, hosts: DemoHost[], signal: AbortSignal, note: (text: string) => void }} options
 * @returns {Promise<any[]>} the hosts as the API shows them
 */
export async function waitForHosts({ api, hosts, signal, note }) {
  const settled = new Set(['in-sync', 'drifted', 'failed'])
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const seen = (await api.get('/api/hosts')).hosts.filter((/** @type {{ name: string }} */ host) =>
      hosts.some(({ name }) => name === host.name),
    )
    note(seen.map(describe).join(', '))
    if (
      seen.length === hosts.length &&
      seen.every((/** @type {{ state: string }} */ host) => settled.has(host.state))
    )
      return seen
    if (Date.now() > until) {
      throw new Problem('hosts_not_ready', `not every host got its Go in ${PATIENCE_MS / 60_000} minutes`, {
        hint: 'Look into the logs of the agents, in the folder logs under GOHERD_DATA.',
      })
    }
    await sleep(250, undefined, { signal })
  }
}

/** @param {{ name: string, state: string, actual: string | null, error: { message: string, hint: string } | null }} host */
function describe(host) {
  const error = host.state === 'failed' && host.error ? ` (${host.error.message}: ${host.error.hint})` : ''
  return `${host.name} ${host.actual ?? ''} ${host.state}${error}`.replace('  ', ' ')
}
