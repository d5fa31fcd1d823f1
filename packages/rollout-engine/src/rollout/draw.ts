import { hostsOf, normalStages, type RolloutPolicy } from './policy.js'

/** What drawing needs to know of a host. */
export interface DrawHost {
  readonly id: string
  readonly group: string
  readonly platform: string
  readonly labels: Readonly<Record<string, string>>
}

/** Who is in which stage, and what of the fleet the first stage does not cover. */
export interface Drawing {
  /** Host ids of each stage, without those of the stages before. The last one is everyone left. */
  readonly stages: readonly (readonly string[])[]
  /** Platforms that are present but not in the first stage: it is smaller than their number. */
  readonly uncovered: readonly string[]
}

/**
 * Draws the stages once: the same hosts, policy and seed always give the same stages, in whatever order the hosts come. The first
 * hosts cover every platform, then every group and value of the label to spread by; from there each of them gets its share of every
 * stage, as nearly as whole hosts allow.
 */
export function drawStages(hosts: readonly DrawHost[], policy: RolloutPolicy, seed: string): Drawing {
  const order = spread(hosts, policy.spreadBy, seed)
  const ends = runningMost(normalStages(policy.stages).map(({ size }) => hostsOf(size, hosts.length)))
  const stages = ends.map((end, index) => order.slice(ends[index - 1] ?? 0, end).map((host) => host.id))
  const covered = new Set(order.slice(0, ends[0] ?? 0).map((host) => host.platform))
  const uncovered = [...new Set(hosts.map((host) => host.platform))].filter((p) => !covered.has(p)).sort()
  return { stages, uncovered }
}

/** Sizes are cumulative: none is smaller than the one before. */
function runningMost(sizes: readonly number[]): number[] {
  let most = 0
  return sizes.map((size) => {
    most = Math.max(most, size)
    return most
  })
}

/** A host and its place in an order. */
interface Placed {
  readonly host: DrawHost
  readonly place: number
}

interface Stratum {
  readonly platform: string
  readonly hosts: DrawHost[]
  readonly total: number
  taken: number
}

/** An order of which every beginning is a fair picture of the whole. */
function spread(hosts: readonly DrawHost[], label: string | null, seed: string): DrawHost[] {
  const strata = strataOf(hosts, label, seed)
  const order = [...firstOfEach(strata)]
  // Each stratum's n-th host stands at (n + ½) / total of the way: merging by that place keeps every share within one host.
  const rest = strata.flatMap(({ hosts: members, taken, total }, index) =>
    members.slice(taken).map((host, n) => ({ host, place: (taken + n + 0.5) / total, index })),
  )
  for (const { host } of inOrder(rest)) order.push(host)
  return order
}

interface Merged extends Placed {
  /** Of its stratum. */
  readonly index: number
}

/** In order of place, from 0 to 1. Places are spread evenly, so that a bucket for each of them holds a handful: linear. */
function* inOrder(all: readonly Merged[]): Generator<Merged> {
  const buckets = new Map<number, Merged[]>()
  for (const one of all) {
    const at = Math.floor(one.place * all.length)
    const bucket = buckets.get(at)
    if (bucket === undefined) buckets.set(at, [one])
    else bucket.push(one)
  }
  for (let at = 0; at < all.length; at += 1) {
    const bucket = buckets.get(at)
    if (bucket !== undefined) yield* bucket.sort((a, b) => a.place - b.place || a.index - b.index)
  }
}

function strataOf(hosts: readonly DrawHost[], label: string | null, seed: string): Stratum[] {
  const byKey = new Map<string, Placed[]>()
  const begun = mix(`${seed}\n`)
  for (const host of hosts) {
    const placed = { host, place: finish(mix(host.id, begun)) }
    const key = `${host.platform}\n${host.group}\n${label === null ? '' : (host.labels[label] ?? '')}`
    const list = byKey.get(key)
    if (list === undefined) byKey.set(key, [placed])
    else list.push(placed)
  }
  return [...byKey.entries()]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([key, list]) => ({
      platform: key.split('\n')[0] ?? '',
      hosts: list
        .sort((a, b) => a.place - b.place || (a.host.id < b.host.id ? -1 : 1))
        .map(({ host }) => host),
      total: list.length,
      taken: 0,
    }))
}

/** One host of each platform, then one of each stratum that has none yet: the canaries. */
function* firstOfEach(strata: readonly Stratum[]): Generator<DrawHost> {
  const platforms = new Set<string>()
  for (const stratum of strata) {
    if (platforms.has(stratum.platform)) continue
    platforms.add(stratum.platform)
    yield* take(stratum)
  }
  for (const stratum of strata) if (stratum.taken === 0) yield* take(stratum)
}

function* take(stratum: Stratum): Generator<DrawHost> {
  const host = stratum.hosts[stratum.taken]
  if (host === undefined) return
  stratum.taken += 1
  yield host
}

/** A number from a text, evenly spread: FNV-1a with the finish of murmur3. Nothing secret depends on it. */
export function hash(text: string): number {
  return finish(mix(text))
}

function mix(text: string, begun = 0x811c9dc5): number {
  let value = begun
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  }
  return value
}

function finish(mixed: number): number {
  let value = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
