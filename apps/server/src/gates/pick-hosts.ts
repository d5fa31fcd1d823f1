/** A host that can be asked. */
interface Candidate {
  readonly id: string
  readonly platform: string
  readonly online: boolean
}

/** So many of the hosts that are online, or of all when none is, in their order, but first one of each platform. */
export function pickHosts<T extends Candidate>(all: readonly T[], count: number): T[] {
  const there = all.filter(({ online }) => online)
  const hosts = there.length > 0 ? there : all
  const first = new Map<string, T>()
  for (const host of hosts) if (!first.has(host.platform)) first.set(host.platform, host)
  const chosen = new Set([...first.values(), ...hosts].slice(0, Math.max(count, 0)).map(({ id }) => id))
  // The slice may hold a host twice: fill up in order.
  for (const { id } of hosts) {
    if (chosen.size >= count) break
    chosen.add(id)
  }
  return hosts.filter(({ id }) => chosen.has(id))
}
